package io.suiro.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.reactive.messaging.annotations.ConnectorAttribute;
import io.smallrye.reactive.messaging.annotations.ConnectorAttribute.Direction;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeclaredAttributesTest {
    @Test
    void areThoseOfTheConnectorsAnnotations() {
        assertThat(DeclaredAttributes.INCOMING).containsExactlyInAnyOrderElementsOf(annotated(Direction.INCOMING));
        assertThat(DeclaredAttributes.OUTGOING).containsExactlyInAnyOrderElementsOf(annotated(Direction.OUTGOING));
    }

    private static List<String> annotated(Direction direction) {
        return Stream.of(SuiroConnector.class.getAnnotationsByType(ConnectorAttribute.class))
                .filter(one -> one.direction() == direction || one.direction() == Direction.INCOMING_AND_OUTGOING)
                .map(ConnectorAttribute::name)
                .toList();
    }
}
