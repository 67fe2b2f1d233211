/** Posture, on the in-memory cloud. */
@NullMarked
package io.github.backup4j.testkit.posture;

import org.jspecify.annotations.NullMarked;
