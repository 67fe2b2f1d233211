/**
 * Desired protection: a caller says what shall be protected and how, sees what that would change and destroy, and applies it.
 *
 * <p>Start with {@link io.github.backup4j.plan.Protection}.
 */
@NullMarked
package io.github.backup4j.plan;

import org.jspecify.annotations.NullMarked;
