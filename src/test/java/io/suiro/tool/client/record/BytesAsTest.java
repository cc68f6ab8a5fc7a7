package io.suiro.tool.client.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.suiro.tool.client.CommandFailed;
import org.apache.kafka.common.serialization.BooleanSerializer;
import org.apache.kafka.common.serialization.DoubleSerializer;
import org.apache.kafka.common.serialization.FloatSerializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.ShortSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class BytesAsTest {
    private static final byte[] NO_UTF_8 = {0, (byte) 0xff, 0x0a};

    private static <T> String printed(BytesAs type, Serializer<T> serializer, T value) throws CommandFailed {
        return text(type, serializer.serialize("", value));
    }

    private static String text(BytesAs type, byte[] bytes) throws CommandFailed {
        byte[] printed = type.print(bytes, "it");
        assertThat(printed).isNotNull();
        return new String(printed, UTF_8);
    }

    @Test
    void whatKafkasSerializersWroteIsReadAsTheSame() throws Exception {
        assertThat(printed(BytesAs.BOOLEAN, new BooleanSerializer(), true)).isEqualTo("true");
        assertThat(printed(BytesAs.SHORT, new ShortSerializer(), (short) -2)).isEqualTo("-2");
        assertThat(printed(BytesAs.INTEGER, new IntegerSerializer(), 70_000)).isEqualTo("70000");
        assertThat(printed(BytesAs.LONG, new LongSerializer(), Long.MIN_VALUE)).isEqualTo("-9223372036854775808");
        assertThat(printed(BytesAs.FLOAT, new FloatSerializer(), 0.5f)).isEqualTo("0.5");
        assertThat(printed(BytesAs.DOUBLE, new DoubleSerializer(), 1e300)).isEqualTo("1.0E300");
        assertThat(text(BytesAs.HEX, NO_UTF_8)).isEqualTo("00ff0a");
        assertThat(BytesAs.TEXT.print(NO_UTF_8, "it")).isEqualTo(NO_UTF_8);
    }

    @ParameterizedTest
    @EnumSource
    void nullStaysNull(BytesAs type) throws Exception {
        assertThat(type.print(null, "it")).isNull();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"TEXT", "HEX"})
    void somethingElseIsRefused(BytesAs type) {
        assertThatThrownBy(() -> type.print(NO_UTF_8, "the key of orders-0 at 7"))
                .isInstanceOf(CommandFailed.class)
                .hasMessage("the key of orders-0 at 7 is no " + type + " (it has length 3); hex prints any bytes");
    }
}
