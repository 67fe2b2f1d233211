package io.github.backup4j.testkit.internal;

import io.github.backup4j.DataSize;
import io.github.backup4j.RestorePoint;
import java.util.Objects;

/**
 * One disk in a restore point, with its content.
 *
 * @param view how the API shows it
 * @param content its content
 * @param zone its zone
 * @param type its kind of storage
 */
record StoredPart(RestorePoint.Part view, DiskContent content, String zone, String type) {
    /** The size of the disk, which this cloud always reports. */
    DataSize size() {
        return Objects.requireNonNull(view.size());
    }
}
