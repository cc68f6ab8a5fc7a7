package io.suiro.app;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Nested;

/** What the admin door serves, of a broker that is alone, in one application: a start for each takes longer than they do. */
@QuarkusTest
@TestProfile(AdminApi.OnePort.class)
class AdminDoorTest {
    @Nested
    class Cluster extends ClusterApi {}

    @Nested
    class RecordDeletion extends RecordDeletionApi {}

    @Nested
    class Events extends EventsApi {}

    @Nested
    class Protection extends ProtectionApi {}

    @Nested
    class Document extends ApiDocument {}
}
