package io.suiro.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.suiro.error.Refused;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.utils.ByteUtils;
import org.junit.jupiter.api.Test;

class RecordCursorTest {
    private static final int[] NUMBERS = {-2, -1, 0, 0, 1, 5, 63, 64, 100, 8191, 8192, -64, -65, 1_000_000};

    /** Plain records are stepped over in a short way of their own, the bytes of a codec never are. */
    @Test
    void theShortWayOverPlainRecordsJudgesAsTheLongOne() {
        Random random = new Random(1);
        int usual = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] records = records(random);
            RecordInput plain = new PlainInput(ByteBuffer.wrap(records), Fault.CLIENT);
            RecordInput other = new CompressedInput(new ByteArrayInputStream(records), Fault.CLIENT);
            List<String> steps = steps(plain, records.length);
            assertThat(steps).as(() -> Arrays.toString(records)).isEqualTo(steps(other, records.length));
            usual += steps.getLast().equals("end") ? 1 : 0;
        }
        assertThat(usual).as("sound ones among them").isBetween(20_000, 180_000);
    }

    private static List<String> steps(RecordInput input, int sizeInBytes) {
        List<String> steps = new ArrayList<>();
        RecordCursor cursor = new RecordCursor(input);
        try {
            while (input.position() < sizeInBytes) {
                boolean hasKey = cursor.skip();
                steps.add(hasKey + " " + cursor.timestampDelta() + " " + cursor.offsetDelta() + " " + input.position());
            }
            steps.add("end");
        } catch (Refused e) {
            steps.add(e.code().name());
        }
        return steps;
    }

    /** A few records, in one of three cases with a byte changed or the end missing. */
    private static byte[] records(Random random) {
        ByteBuffer bytes = ByteBuffer.allocate(64 << 10);
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            ByteBuffer fields = fields(random);
            ByteUtils.writeVarint(random.nextInt(50) == 0 ? any(random) : fields.remaining(), bytes);
            bytes.put(fields);
        }
        byte[] records = new byte[bytes.flip().remaining() - (random.nextInt(6) == 0 ? 1 : 0)];
        bytes.get(records);
        if (random.nextInt(6) == 0) {
            records[random.nextInt(records.length)] = (byte) random.nextInt(256);
        }
        return records;
    }

    private static ByteBuffer fields(Random random) {
        ByteBuffer fields = ByteBuffer.allocate(20 << 10);
        fields.put((byte) 0);
        ByteUtils.writeVarlong(any(random), fields);
        ByteUtils.writeVarint(any(random), fields);
        putBytes(random, fields);
        putBytes(random, fields);
        int headers = random.nextInt(8) == 0 ? 1 : 0;
        ByteUtils.writeVarint(headers, fields);
        for (int i = 0; i < 2 * headers; i++) {
            putBytes(random, fields);
        }
        return fields.flip();
    }

    private static void putBytes(Random random, ByteBuffer fields) {
        int length = random.nextInt(4) == 0 ? any(random) : random.nextInt(200);
        ByteUtils.writeVarint(length, fields);
        fields.put(new byte[Math.clamp(length, 0, 4000)]);
    }

    private static int any(Random random) {
        return NUMBERS[random.nextInt(NUMBERS.length)];
    }
}
