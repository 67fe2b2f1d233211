/**
 * Desired protection: a caller states what to protect and how, reviews the changes and what they destroy, and applies them.
 *
 * <p>Start with {@link io.github.backup4j.plan.Protection}.
 */
@NullMarked
package io.github.backup4j.plan;

import org.jspecify.annotations.NullMarked;
