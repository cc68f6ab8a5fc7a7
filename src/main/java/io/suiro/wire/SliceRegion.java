package io.suiro.wire;

import io.netty.channel.DefaultFileRegion;

/**
 * A slice on its way to a socket. Netty's native transport calls {@code sendfile} for its own region class only, hence
 * the subclass, and it needs a channel of the JDK's own class, since it takes the file descriptor out of it. The
 * segment's channel is shared and stays open, only the slice is closed.
 */
final class SliceRegion extends DefaultFileRegion {
    private final SliceRecords records;

    SliceRegion(SliceRecords records) {
        super(records.slice().channel(), records.slice().position(), records.sizeInBytes());
        this.records = records;
    }

    @Override
    protected void deallocate() {
        records.close();
    }
}
