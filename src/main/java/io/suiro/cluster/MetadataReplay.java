package io.suiro.cluster;

import java.io.IOException;

/** Makes the image of a metadata log, from its snapshot and entries. One thread. */
final class MetadataReplay implements MetadataLog.StateMachine {
    private MetadataImage image = MetadataImage.EMPTY;

    MetadataImage image() {
        return image;
    }

    @Override
    public void restore(long index, byte[] state) throws IOException {
        image = MetadataImageCodec.decode(state);
    }

    @Override
    public void apply(long index, byte[] entry) throws IOException {
        image = MetadataApply.apply(image, index, MetadataRecordCodec.decode(entry));
    }
}
