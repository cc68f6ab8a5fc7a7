package io.suiro.cluster;

import io.suiro.error.Outcome;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.kafka.common.protocol.Errors;
import org.pcollections.TreePVector;

/**
 * The bytes of what a command is answered.
 *
 * <pre>
 * 0 FAILED     error code short, detail string
 * 1 NOTHING
 * 2 INT        int
 * 3 LONG       long
 * 4 TOPIC      name string, id uuid, partitions of version 1 as in {@link MetadataRecordCodec}
 * 5 PARTITION  partition of version 1
 * </pre>
 */
final class MetadataAnswer {
    private static final byte FAILED = 0;
    private static final byte NOTHING = 1;
    private static final byte INT = 2;
    private static final byte LONG = 3;
    private static final byte TOPIC = 4;
    private static final byte PARTITION = 5;

    private MetadataAnswer() {}

    private static byte kind(MetadataCommand<?> command) {
        return switch (command) {
            case MetadataCommand.RegisterBroker register -> LONG;
            case MetadataCommand.FenceBroker fence -> NOTHING;
            case MetadataCommand.UnfenceBroker unfence -> NOTHING;
            case MetadataCommand.BeginShutdown begin -> INT;
            case MetadataCommand.UnregisterBroker unregister -> NOTHING;
            case MetadataCommand.AlterPartition alter -> PARTITION;
            case MetadataCommand.ElectLeaders elect -> PARTITION;
            case MetadataCommand.ReassignPartition reassign -> PARTITION;
            case MetadataCommand.BalanceLeaders balance -> INT;
            case MetadataCommand.ChangeVoters change -> NOTHING;
            case MetadataCommand.AddVoter add -> NOTHING;
            case MetadataCommand.RemoveVoter remove -> NOTHING;
            case MetadataCommand.CreateTopic create -> TOPIC;
            case MetadataCommand.DeleteTopic delete -> TOPIC;
            case MetadataCommand.CreatePartitions create -> TOPIC;
            case MetadataCommand.AlterConfigs alter -> NOTHING;
            case MetadataCommand.ReplaceConfigs replace -> NOTHING;
            case MetadataCommand.AllocateProducerIds allocate -> LONG;
        };
    }

    static void write(DataOutputStream out, MetadataCommand<?> command, Object answer) throws IOException {
        switch (answer) {
            case Outcome.Failed<?>(Errors code, String detail) -> {
                out.writeByte(FAILED);
                out.writeShort(code.code());
                MetadataFields.writeString(out, detail);
            }
            case Outcome.Ok<?> ok -> {
                byte kind = kind(command);
                out.writeByte(kind);
                switch (kind) {
                    case INT -> out.writeInt((Integer) ok.value());
                    case LONG -> out.writeLong((Long) ok.value());
                    case TOPIC -> writeTopic(out, (TopicImage) ok.value());
                    case PARTITION -> MetadataFields.writePartition(out, (PartitionImage) ok.value());
                    default -> {}
                }
            }
            default -> throw new IllegalArgumentException(command + " is not answered by " + answer);
        }
    }

    /** @throws IOException also if it is no answer to that command */
    static Outcome<?> read(DataInputStream in, MetadataCommand<?> command) throws IOException {
        byte kind = in.readByte();
        if (kind != FAILED && kind != kind(command)) {
            throw new IOException("an answer of kind " + kind + " to " + command);
        }
        return switch (kind) {
            case FAILED -> Outcome.failed(Errors.forCode(in.readShort()), MetadataFields.readString(in));
            case INT -> Outcome.ok(in.readInt());
            case LONG -> Outcome.ok(in.readLong());
            case TOPIC -> Outcome.ok(readTopic(in));
            case PARTITION -> Outcome.ok(MetadataFields.readPartition(in, 1));
            default -> Outcome.done();
        };
    }

    private static void writeTopic(DataOutputStream out, TopicImage topic) throws IOException {
        MetadataFields.writeString(out, topic.name());
        MetadataFields.writeUuid(out, topic.id());
        MetadataFields.writePartitions(out, topic.partitions());
    }

    private static TopicImage readTopic(DataInputStream in) throws IOException {
        return new TopicImage(
                MetadataFields.readString(in),
                MetadataFields.readUuid(in),
                TreePVector.from(MetadataFields.readPartitions(in, 1)));
    }
}
