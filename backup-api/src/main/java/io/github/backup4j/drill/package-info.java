/**
 * Restore drills: a caller restores a backup to a new disk or server, checks what came back, measures how long it took, and
 * cleans up.
 *
 * <p>Start with {@link io.github.backup4j.drill.RestoreDrill}.
 */
@NullMarked
package io.github.backup4j.drill;

import org.jspecify.annotations.NullMarked;
