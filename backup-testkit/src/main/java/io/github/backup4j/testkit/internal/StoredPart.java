package io.github.backup4j.testkit.internal;

import io.github.backup4j.RestorePoint;

/**
 * One disk in a restore point, with what was on it.
 *
 * @param view how the API shows it
 * @param content what was on it
 * @param zone the zone it was in
 * @param type the kind of storage it was on
 */
record StoredPart(RestorePoint.Part view, DiskContent content, String zone, String type) {}
