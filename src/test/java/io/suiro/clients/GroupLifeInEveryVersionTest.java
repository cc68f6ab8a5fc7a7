package io.suiro.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.TestBroker;
import io.suiro.wire.Client;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.DescribeGroupsResponse;
import org.apache.kafka.common.requests.JoinGroupResponse;
import org.apache.kafka.common.requests.ListGroupsResponse;
import org.apache.kafka.common.requests.OffsetFetchResponse;
import org.apache.kafka.common.requests.SyncGroupResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A group of one member from its first join to its deletion, with every API in the same version as far as it goes. */
final class GroupLifeInEveryVersionTest {
    private static final String TOPIC = "read";
    private static final byte[] ASSIGNMENT = {0, 1, 0, 0, 0, 0, -1, -1, -1, -1};
    private static final Map<ApiKeys, Short> OLDEST =
            Map.of(ApiKeys.OFFSET_COMMIT, (short) 2, ApiKeys.OFFSET_FETCH, (short) 1);

    @TempDir
    private static Path data;

    private static TestBroker broker;
    private static Uuid topicId;

    @BeforeAll
    static void start() throws Exception {
        broker = TestBroker.start(data);
        try (Client client = client()) {
            assertThat(offsets(client, 1, "early").errorCounts())
                    .as("before version 2 an error is told for each partition")
                    .containsOnlyKeys(Errors.NOT_COORDINATOR);
            ask(client, ApiKeys.FIND_COORDINATOR, 0, new FindCoordinatorRequestData().setKey("any"));
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            topicId = admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)))
                    .topicId(TOPIC)
                    .get();
        }
    }

    @AfterAll
    static void close() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aGroupLivesFromItsFirstJoinToItsDeletion(int version) throws Exception {
        String group = "group-" + version;
        try (Client client = client()) {
            JoinGroupResponseData joined = join(client, version, group);
            assertThat(joined.leader()).isEqualTo(joined.memberId());
            assertThat(joined.members()).hasSize(1);
            assertThat(joined.protocolName()).isEqualTo("range");

            sync(client, version, group, joined);
            ok(ask(client, ApiKeys.HEARTBEAT, version, heartbeat(group, joined)));
            commit(client, version, group, joined);
            assertThat(committed(client, version, group)).containsExactly(1L, "m");
            describe(client, version, group, joined);
            list(client, version, group);
            leave(client, version, group, joined);
            ok(ask(
                    client,
                    ApiKeys.DELETE_GROUPS,
                    version,
                    new DeleteGroupsRequestData().setGroupsNames(List.of(group))));
            assertThat(committed(client, version, group)).containsExactly(-1L, "");
        }
    }

    @Test
    void aStaticMemberComesBackUnderItsName() throws Exception {
        try (Client client = client()) {
            JoinGroupRequestData request = GroupSamples.joining("static", "").setGroupInstanceId("one");
            JoinGroupResponseData first = ((JoinGroupResponse) ask(client, ApiKeys.JOIN_GROUP, 9, request)).data();
            assertThat(first.errorCode()).isEqualTo(Errors.NONE.code());
            sync(client, 5, "static", first);
            JoinGroupResponseData again = ((JoinGroupResponse) ask(client, ApiKeys.JOIN_GROUP, 9, request)).data();
            assertThat(again.generationId()).isEqualTo(first.generationId());
            assertThat(again.memberId()).isNotEqualTo(first.memberId());
            assertThat(ask(
                                    client,
                                    ApiKeys.HEARTBEAT,
                                    4,
                                    heartbeat("static", first).setGroupInstanceId("one"))
                            .errorCounts())
                    .containsOnlyKeys(Errors.FENCED_INSTANCE_ID);
        }
    }

    private static JoinGroupResponseData join(Client client, int version, String group) throws IOException {
        JoinGroupRequestData request = GroupSamples.joining(group, "");
        JoinGroupResponseData joined = ((JoinGroupResponse) ask(client, ApiKeys.JOIN_GROUP, version, request)).data();
        if (version >= 4) {
            assertThat(joined.errorCode()).isEqualTo(Errors.MEMBER_ID_REQUIRED.code());
            request.setMemberId(joined.memberId());
            joined = ((JoinGroupResponse) ask(client, ApiKeys.JOIN_GROUP, version, request)).data();
        }
        assertThat(Errors.forCode(joined.errorCode())).isEqualTo(Errors.NONE);
        return joined;
    }

    private static void sync(Client client, int version, String group, JoinGroupResponseData joined)
            throws IOException {
        AbstractResponse synced = ask(
                client,
                ApiKeys.SYNC_GROUP,
                version,
                new SyncGroupRequestData()
                        .setGroupId(group)
                        .setGenerationId(joined.generationId())
                        .setMemberId(joined.memberId())
                        .setAssignments(List.of(new SyncGroupRequestAssignment()
                                .setMemberId(joined.memberId())
                                .setAssignment(ASSIGNMENT))));
        ok(synced);
        assertThat(((SyncGroupResponse) synced).data().assignment()).isEqualTo(ASSIGNMENT);
    }

    private static HeartbeatRequestData heartbeat(String group, JoinGroupResponseData joined) {
        return new HeartbeatRequestData()
                .setGroupId(group)
                .setGenerationId(joined.generationId())
                .setMemberId(joined.memberId());
    }

    private static void commit(Client client, int version, String group, JoinGroupResponseData joined)
            throws IOException {
        short served = served(ApiKeys.OFFSET_COMMIT, version);
        ok(ask(
                client,
                ApiKeys.OFFSET_COMMIT,
                version,
                GroupSamples.committing(served, group, TOPIC, topicId, 0)
                        .setGenerationIdOrMemberEpoch(joined.generationId())
                        .setMemberId(joined.memberId())));
    }

    private static OffsetFetchResponse offsets(Client client, int version, String group) throws IOException {
        OffsetFetchRequestData request = new OffsetFetchRequestData();
        short served = served(ApiKeys.OFFSET_FETCH, version);
        if (served < 8) {
            request.setGroupId(group)
                    .setTopics(
                            List.of(new OffsetFetchRequestTopic().setName(TOPIC).setPartitionIndexes(List.of(0))));
        } else {
            OffsetFetchRequestTopics topic = new OffsetFetchRequestTopics().setPartitionIndexes(List.of(0));
            request.setGroups(List.of(new OffsetFetchRequestGroup()
                    .setGroupId(group)
                    .setTopics(List.of(served < 10 ? topic.setName(TOPIC) : topic.setTopicId(topicId)))));
        }
        return (OffsetFetchResponse) ask(client, ApiKeys.OFFSET_FETCH, version, request);
    }

    /** Offset and metadata, whichever part of the answer they are in. */
    private static List<Object> committed(Client client, int version, String group) throws IOException {
        OffsetFetchResponse response = offsets(client, version, group);
        ok(response);
        OffsetFetchResponseData all = response.data();
        if (all.groups().isEmpty()) {
            var partition = all.topics().getFirst().partitions().getFirst();
            return List.of(partition.committedOffset(), partition.metadata());
        }
        var partition = all.groups().getFirst().topics().getFirst().partitions().getFirst();
        return List.of(partition.committedOffset(), partition.metadata());
    }

    private static void describe(Client client, int version, String group, JoinGroupResponseData joined)
            throws IOException {
        AbstractResponse response = ask(
                client, ApiKeys.DESCRIBE_GROUPS, version, new DescribeGroupsRequestData().setGroups(List.of(group)));
        ok(response);
        DescribedGroup described =
                ((DescribeGroupsResponse) response).data().groups().getFirst();
        assertThat(described.groupState()).isEqualTo("Stable");
        assertThat(described.members().getFirst().memberId()).isEqualTo(joined.memberId());
        assertThat(described.members().getFirst().memberAssignment()).isEqualTo(ASSIGNMENT);
    }

    private static void list(Client client, int version, String group) throws IOException {
        AbstractResponse response = ask(client, ApiKeys.LIST_GROUPS, version, new ListGroupsRequestData());
        ok(response);
        assertThat(((ListGroupsResponse) response).data().groups())
                .anySatisfy(listed -> assertThat(listed.groupId()).isEqualTo(group));
    }

    private static void leave(Client client, int version, String group, JoinGroupResponseData joined)
            throws IOException {
        LeaveGroupRequestData request = new LeaveGroupRequestData().setGroupId(group);
        ok(ask(
                client,
                ApiKeys.LEAVE_GROUP,
                version,
                version < 3
                        ? request.setMemberId(joined.memberId())
                        : request.setMembers(List.of(new MemberIdentity().setMemberId(joined.memberId())))));
    }

    private static void ok(AbstractResponse response) {
        assertThat(response.errorCounts().keySet()).as("%s", response).isEqualTo(Set.of(Errors.NONE));
    }

    private static Client client() throws IOException {
        return new Client(broker.host(), broker.port());
    }

    private static short served(ApiKeys api, int version) {
        return (short) Math.min(api.latestVersion(), Math.max(OLDEST.getOrDefault(api, (short) 0), version));
    }

    private static AbstractResponse ask(Client client, ApiKeys api, int version, ApiMessage request)
            throws IOException {
        short served = served(api, version);
        client.send(api, served, 1, request);
        return client.receive(api, served, 1);
    }
}
