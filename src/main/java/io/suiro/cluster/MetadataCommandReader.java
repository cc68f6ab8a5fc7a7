package io.suiro.cluster;

import io.suiro.cluster.MetadataCommand.AddVoter;
import io.suiro.cluster.MetadataCommand.AllocateProducerIds;
import io.suiro.cluster.MetadataCommand.AlterConfigs;
import io.suiro.cluster.MetadataCommand.AlterPartition;
import io.suiro.cluster.MetadataCommand.BalanceLeaders;
import io.suiro.cluster.MetadataCommand.BeginShutdown;
import io.suiro.cluster.MetadataCommand.ChangeVoters;
import io.suiro.cluster.MetadataCommand.ConfigChange;
import io.suiro.cluster.MetadataCommand.CreatePartitions;
import io.suiro.cluster.MetadataCommand.CreateTopic;
import io.suiro.cluster.MetadataCommand.DeleteTopic;
import io.suiro.cluster.MetadataCommand.ElectLeaders;
import io.suiro.cluster.MetadataCommand.FenceBroker;
import io.suiro.cluster.MetadataCommand.InSync;
import io.suiro.cluster.MetadataCommand.ReassignPartition;
import io.suiro.cluster.MetadataCommand.RegisterBroker;
import io.suiro.cluster.MetadataCommand.RemoveVoter;
import io.suiro.cluster.MetadataCommand.ReplaceConfigs;
import io.suiro.cluster.MetadataCommand.UnfenceBroker;
import io.suiro.cluster.MetadataCommand.UnregisterBroker;
import io.suiro.cluster.raft.Voter;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.ElectionType;
import org.jspecify.annotations.Nullable;

/** A command from its bytes; {@link MetadataCommandWriter} says which they are. */
final class MetadataCommandReader {
    private MetadataCommandReader() {}

    static MetadataCommand<?> read(DataInputStream in) throws IOException {
        byte tag = in.readByte();
        return switch (tag) {
            case MetadataCommandWriter.REGISTER_BROKER -> readRegistration(in);
            case MetadataCommandWriter.FENCE_BROKER -> new FenceBroker(in.readInt(), in.readLong());
            case MetadataCommandWriter.UNFENCE_BROKER -> new UnfenceBroker(in.readInt(), in.readLong());
            case MetadataCommandWriter.BEGIN_SHUTDOWN -> new BeginShutdown(in.readInt(), in.readLong());
            case MetadataCommandWriter.UNREGISTER_BROKER -> new UnregisterBroker(in.readInt());
            case MetadataCommandWriter.ALTER_PARTITION -> readAlterPartition(in);
            case MetadataCommandWriter.ELECT_LEADERS ->
                new ElectLeaders(ElectionType.valueOf(in.readByte()), MetadataFields.readString(in), in.readInt());
            case MetadataCommandWriter.REASSIGN_PARTITION ->
                new ReassignPartition(MetadataFields.readString(in), in.readInt(), readNullable(in), in.readBoolean());
            case MetadataCommandWriter.BALANCE_LEADERS -> new BalanceLeaders(in.readInt(), in.readInt());
            case MetadataCommandWriter.CHANGE_VOTERS -> new ChangeVoters(MetadataFields.readVoters(in));
            case MetadataCommandWriter.ADD_VOTER -> new AddVoter(new Voter(in.readInt(), MetadataFields.readUuid(in)));
            case MetadataCommandWriter.REMOVE_VOTER ->
                new RemoveVoter(new Voter(in.readInt(), MetadataFields.readUuid(in)));
            case MetadataCommandWriter.CREATE_TOPIC -> readCreateTopic(in);
            case MetadataCommandWriter.DELETE_TOPIC -> new DeleteTopic(MetadataFields.readUuid(in));
            case MetadataCommandWriter.CREATE_PARTITIONS -> readCreatePartitions(in);
            case MetadataCommandWriter.ALTER_CONFIGS -> readAlterConfigs(in);
            case MetadataCommandWriter.REPLACE_CONFIGS ->
                new ReplaceConfigs(MetadataFields.readResource(in), readConfigs(in), in.readBoolean());
            case MetadataCommandWriter.ALLOCATE_PRODUCER_IDS ->
                new AllocateProducerIds(in.readInt(), in.readLong(), in.readInt());
            default -> throw new IOException("a command with tag " + tag + ", which this version of Suiro cannot read");
        };
    }

    private static RegisterBroker readRegistration(DataInputStream in) throws IOException {
        return new RegisterBroker(
                in.readInt(),
                MetadataFields.readUuid(in),
                MetadataFields.readUuid(in),
                MetadataFields.readUuid(in),
                MetadataFields.readString(in),
                in.readInt(),
                MetadataFields.readString(in),
                in.readInt(),
                MetadataFields.readNullableString(in),
                in.readBoolean());
    }

    private static AlterPartition readAlterPartition(DataInputStream in) throws IOException {
        return new AlterPartition(
                in.readInt(),
                in.readLong(),
                MetadataFields.readUuid(in),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                readInSync(in));
    }

    private static List<InSync> readInSync(DataInputStream in) throws IOException {
        int count = MetadataFields.readCount(in, Integer.BYTES + Long.BYTES);
        List<InSync> isr = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            isr.add(new InSync(in.readInt(), in.readLong()));
        }
        return isr;
    }

    private static CreateTopic readCreateTopic(DataInputStream in) throws IOException {
        return new CreateTopic(
                MetadataFields.readString(in),
                in.readInt(),
                in.readShort(),
                readAssignments(in),
                readConfigs(in),
                in.readBoolean());
    }

    private static Map<Integer, List<Integer>> readAssignments(DataInputStream in) throws IOException {
        int count = MetadataFields.readCount(in, 2 * Integer.BYTES);
        Map<Integer, List<Integer>> assignments = new HashMap<>();
        for (int i = 0; i < count; i++) {
            assignments.put(in.readInt(), MetadataFields.readInts(in));
        }
        return assignments;
    }

    private static CreatePartitions readCreatePartitions(DataInputStream in) throws IOException {
        return new CreatePartitions(
                MetadataFields.readString(in), in.readInt(), readNullableLists(in), in.readBoolean());
    }

    private static AlterConfigs readAlterConfigs(DataInputStream in) throws IOException {
        return new AlterConfigs(MetadataFields.readResource(in), readChanges(in), in.readBoolean());
    }

    private static Map<String, ConfigChange> readChanges(DataInputStream in) throws IOException {
        int count = MetadataFields.readCount(in, Integer.BYTES + 1);
        Map<String, ConfigChange> changes = new HashMap<>();
        for (int i = 0; i < count; i++) {
            String name = MetadataFields.readString(in);
            byte operation = in.readByte();
            changes.put(
                    name,
                    switch (operation) {
                        case MetadataCommandWriter.SET -> new ConfigChange.Set(MetadataFields.readString(in));
                        case MetadataCommandWriter.DELETE -> new ConfigChange.Delete();
                        case MetadataCommandWriter.APPEND -> new ConfigChange.Append(MetadataFields.readString(in));
                        case MetadataCommandWriter.SUBTRACT -> new ConfigChange.Subtract(MetadataFields.readString(in));
                        default -> throw new IOException("a change of a setting with operation " + operation);
                    });
        }
        return changes;
    }

    private static Map<String, String> readConfigs(DataInputStream in) throws IOException {
        int count = MetadataFields.readCount(in, 2 * Integer.BYTES);
        Map<String, String> configs = new HashMap<>();
        for (int i = 0; i < count; i++) {
            configs.put(MetadataFields.readString(in), MetadataFields.readString(in));
        }
        return configs;
    }

    private static @Nullable List<Integer> readNullable(DataInputStream in) throws IOException {
        return in.readBoolean() ? MetadataFields.readInts(in) : null;
    }

    private static @Nullable List<List<Integer>> readNullableLists(DataInputStream in) throws IOException {
        if (!in.readBoolean()) {
            return null;
        }
        int count = MetadataFields.readCount(in, Integer.BYTES);
        List<List<Integer>> lists = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            lists.add(MetadataFields.readInts(in));
        }
        return lists;
    }
}
