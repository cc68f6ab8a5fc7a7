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
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command's bytes: its tag, then its fields in their order. A map is its count (int), then keys and values; a list or map
 * that may be null begins with a boolean that says whether there is one; a change of a setting is Kafka's operation (byte:
 * 0 set, 1 delete, 2 append, 3 subtract) and, unless it deletes, its value.
 */
final class MetadataCommandWriter {
    static final byte REGISTER_BROKER = 1;
    static final byte FENCE_BROKER = 2;
    static final byte UNFENCE_BROKER = 3;
    static final byte BEGIN_SHUTDOWN = 4;
    static final byte UNREGISTER_BROKER = 5;
    static final byte ALTER_PARTITION = 7;
    static final byte ELECT_LEADERS = 8;
    static final byte REASSIGN_PARTITION = 9;
    static final byte BALANCE_LEADERS = 10;
    static final byte CHANGE_VOTERS = 11;
    static final byte CREATE_TOPIC = 12;
    static final byte DELETE_TOPIC = 13;
    static final byte CREATE_PARTITIONS = 14;
    static final byte ALTER_CONFIGS = 15;
    static final byte REPLACE_CONFIGS = 16;
    static final byte ALLOCATE_PRODUCER_IDS = 17;
    static final byte ADD_VOTER = 18;
    static final byte REMOVE_VOTER = 19;

    static final byte SET = 0;
    static final byte DELETE = 1;
    static final byte APPEND = 2;
    static final byte SUBTRACT = 3;

    private MetadataCommandWriter() {}

    static void write(DataOutputStream out, MetadataCommand<?> command) throws IOException {
        switch (command) {
            case RegisterBroker register -> writeRegistration(out, register);
            case FenceBroker fence -> writeBroker(out, FENCE_BROKER, fence.id(), fence.brokerEpoch());
            case UnfenceBroker unfence -> writeBroker(out, UNFENCE_BROKER, unfence.id(), unfence.brokerEpoch());
            case BeginShutdown begin -> writeBroker(out, BEGIN_SHUTDOWN, begin.id(), begin.brokerEpoch());
            case UnregisterBroker unregister -> {
                out.writeByte(UNREGISTER_BROKER);
                out.writeInt(unregister.id());
            }
            case AlterPartition alter -> writeAlterPartition(out, alter);
            case ElectLeaders elect -> {
                out.writeByte(ELECT_LEADERS);
                out.writeByte(elect.type().value);
                MetadataFields.writeString(out, elect.topic());
                out.writeInt(elect.partition());
            }
            case ReassignPartition reassign -> {
                out.writeByte(REASSIGN_PARTITION);
                MetadataFields.writeString(out, reassign.topic());
                out.writeInt(reassign.partition());
                writeNullable(out, reassign.target());
                out.writeBoolean(reassign.allowReplicationFactorChange());
            }
            case BalanceLeaders balance -> {
                out.writeByte(BALANCE_LEADERS);
                out.writeInt(balance.max());
                out.writeInt(balance.imbalancePercentage());
            }
            case ChangeVoters change -> {
                out.writeByte(CHANGE_VOTERS);
                MetadataFields.writeVoters(out, change.voters());
            }
            case AddVoter add -> writeVoter(out, ADD_VOTER, add.voter());
            case RemoveVoter remove -> writeVoter(out, REMOVE_VOTER, remove.voter());
            case CreateTopic create -> writeCreateTopic(out, create);
            case DeleteTopic delete -> {
                out.writeByte(DELETE_TOPIC);
                MetadataFields.writeUuid(out, delete.topicId());
            }
            case CreatePartitions create -> writeCreatePartitions(out, create);
            case AlterConfigs alter -> writeAlterConfigs(out, alter);
            case ReplaceConfigs replace -> {
                out.writeByte(REPLACE_CONFIGS);
                MetadataFields.writeResource(out, replace.resource());
                writeConfigs(out, replace.configs());
                out.writeBoolean(replace.validateOnly());
            }
            case AllocateProducerIds allocate -> {
                writeBroker(out, ALLOCATE_PRODUCER_IDS, allocate.brokerId(), allocate.brokerEpoch());
                out.writeInt(allocate.count());
            }
        }
    }

    private static void writeBroker(DataOutputStream out, byte tag, int id, long brokerEpoch) throws IOException {
        out.writeByte(tag);
        out.writeInt(id);
        out.writeLong(brokerEpoch);
    }

    private static void writeVoter(DataOutputStream out, byte tag, Voter voter) throws IOException {
        out.writeByte(tag);
        out.writeInt(voter.id());
        MetadataFields.writeUuid(out, voter.directoryId());
    }

    private static void writeRegistration(DataOutputStream out, RegisterBroker register) throws IOException {
        out.writeByte(REGISTER_BROKER);
        out.writeInt(register.id());
        MetadataFields.writeUuid(out, register.incarnation());
        MetadataFields.writeUuid(out, register.directoryId());
        MetadataFields.writeUuid(out, register.logDirectoryId());
        MetadataFields.writeString(out, register.host());
        out.writeInt(register.port());
        MetadataFields.writeString(out, register.peerHost());
        out.writeInt(register.peerPort());
        MetadataFields.writeString(out, register.rack());
        out.writeBoolean(register.clean());
    }

    private static void writeAlterPartition(DataOutputStream out, AlterPartition alter) throws IOException {
        writeBroker(out, ALTER_PARTITION, alter.brokerId(), alter.brokerEpoch());
        MetadataFields.writeUuid(out, alter.topicId());
        out.writeInt(alter.partition());
        out.writeInt(alter.leaderEpoch());
        out.writeInt(alter.partitionEpoch());
        out.writeInt(alter.isr().size());
        for (InSync member : alter.isr()) {
            out.writeInt(member.id());
            out.writeLong(member.brokerEpoch());
        }
    }

    private static void writeCreateTopic(DataOutputStream out, CreateTopic create) throws IOException {
        out.writeByte(CREATE_TOPIC);
        MetadataFields.writeString(out, create.name());
        out.writeInt(create.partitions());
        out.writeShort(create.replicationFactor());
        out.writeInt(create.assignments().size());
        for (Map.Entry<Integer, List<Integer>> assignment : create.assignments().entrySet()) {
            out.writeInt(assignment.getKey());
            MetadataFields.writeInts(out, assignment.getValue());
        }
        writeConfigs(out, create.configs());
        out.writeBoolean(create.validateOnly());
    }

    private static void writeCreatePartitions(DataOutputStream out, CreatePartitions create) throws IOException {
        out.writeByte(CREATE_PARTITIONS);
        MetadataFields.writeString(out, create.topic());
        out.writeInt(create.count());
        List<List<Integer>> assignments = create.assignments();
        out.writeBoolean(assignments != null);
        if (assignments != null) {
            out.writeInt(assignments.size());
            for (List<Integer> replicas : assignments) {
                MetadataFields.writeInts(out, replicas);
            }
        }
        out.writeBoolean(create.validateOnly());
    }

    private static void writeAlterConfigs(DataOutputStream out, AlterConfigs alter) throws IOException {
        out.writeByte(ALTER_CONFIGS);
        MetadataFields.writeResource(out, alter.resource());
        out.writeInt(alter.changes().size());
        for (Map.Entry<String, ConfigChange> change : alter.changes().entrySet()) {
            MetadataFields.writeString(out, change.getKey());
            switch (change.getValue()) {
                case ConfigChange.Set set -> writeChange(out, SET, set.value());
                case ConfigChange.Delete delete -> out.writeByte(DELETE);
                case ConfigChange.Append append -> writeChange(out, APPEND, append.value());
                case ConfigChange.Subtract subtract -> writeChange(out, SUBTRACT, subtract.value());
            }
        }
        out.writeBoolean(alter.validateOnly());
    }

    private static void writeChange(DataOutputStream out, byte operation, String value) throws IOException {
        out.writeByte(operation);
        MetadataFields.writeString(out, value);
    }

    private static void writeConfigs(DataOutputStream out, Map<String, String> configs) throws IOException {
        out.writeInt(configs.size());
        for (Map.Entry<String, String> config : configs.entrySet()) {
            MetadataFields.writeString(out, config.getKey());
            MetadataFields.writeString(out, config.getValue());
        }
    }

    private static void writeNullable(DataOutputStream out, @Nullable List<Integer> brokers) throws IOException {
        out.writeBoolean(brokers != null);
        if (brokers != null) {
            MetadataFields.writeInts(out, brokers);
        }
    }
}
