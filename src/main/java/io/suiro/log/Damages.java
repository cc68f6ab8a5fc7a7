package io.suiro.log;

import java.util.ArrayList;
import java.util.List;

/** Gathers the damages of a segment while it is scanned. One thread. */
public final class Damages {
    private final List<Damaged> found = new ArrayList<>();

    /** The next stretch is damaged. */
    public void add(Damage damage) {
        found.add(new Damaged(damage, Damaged.NEVER));
    }

    /** The next batch is sound. */
    public void resume(long baseOffset) {
        for (int i = found.size() - 1; i >= 0 && !found.get(i).resumes(); i--) {
            found.set(i, new Damaged(found.get(i).damage(), baseOffset));
        }
    }

    /** In order of position. */
    public List<Damaged> found() {
        return List.copyOf(found);
    }
}
