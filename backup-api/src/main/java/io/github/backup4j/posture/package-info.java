/**
 * Which backups are not safe, and why. Start with {@link
 * io.github.backup4j.posture.Posture#of(io.github.backup4j.CloudBackup, Objectives)}.
 *
 * <p>Facts are read once, by list calls only, and dated. Each {@link io.github.backup4j.posture.Control} is a function of the
 * facts and {@link io.github.backup4j.posture.Objectives}; a control that the facts do not decide is {@link
 * io.github.backup4j.posture.Assessment.Result#UNKNOWN}, and never OK.
 */
@NullMarked
package io.github.backup4j.posture;

import org.jspecify.annotations.NullMarked;
