package io.suiro.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.suiro.error.Refused;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.CompressionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {

    @ParameterizedTest
    @EnumSource
    void idsAndNamesAreKafkas(Codec codec) {
        CompressionType kafkas = CompressionType.forId(codec.id());

        assertThat(Codec.of(codec.id())).isSameAs(codec);
        assertThat(Codec.named(codec == Codec.NONE ? "uncompressed" : kafkas.name))
                .isSameAs(codec);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 5, 7})
    void noOtherIdIsACodec(int id) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> Codec.of(id))
                .returns(Errors.UNSUPPORTED_COMPRESSION_TYPE, Refused::code);
    }

    @Test
    void producerIsTheSettingOfNoCodec() {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> Codec.named("producer"))
                .returns(Errors.INVALID_CONFIG, Refused::code);
    }
}
