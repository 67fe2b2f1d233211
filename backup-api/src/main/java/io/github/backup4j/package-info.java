/**
 * Backups, snapshots and images of cloud disks and servers: start at {@link io.github.backup4j.CloudBackup}.
 *
 * <p>{@link io.github.backup4j.Vaults} hold {@link io.github.backup4j.RestorePoints}, which {@link
 * io.github.backup4j.Policies} create and expire; {@link io.github.backup4j.Snapshots} and {@link
 * io.github.backup4j.Images} are taken manually. Long-running work is an {@link io.github.backup4j.Operation}; every
 * failure is a {@link io.github.backup4j.BackupException}.
 *
 * <p>References are never null unless they are marked so; a null argument is refused with {@link NullPointerException}.
 *
 * <h2>Values</h2>
 *
 * <ul>
 *   <li>What the cloud does not say is null, in a component that is marked so, and never "", 0 or -1. A method that looks up
 *       something that may not exist, such as {@link io.github.backup4j.Vault#member}, returns an {@link java.util.Optional}. The
 *       name of a resource without a name is "".
 *   <li>A word of the cloud, such as a status or a kind, is {@link io.github.backup4j.Reported}: the word of this API beside the
 *       cloud's own. Where this API has no word for it, it is {@code UNRECOGNIZED}.
 *   <li>Values that belong together are one component, with methods for those that are used often: {@code vault.used()} is {@code
 *       vault.space().used()}.
 *   <li>A spec has no unknown parts: its description is "" for none. A choice that is left to the cloud is null.
 *   <li>A value checks what holds in every cloud, such as that a name is not blank. The length of names, the number of tags and
 *       the like are limited by each cloud: {@link io.github.backup4j.CloudBackup#limits()} returns the limits, and a call beyond
 *       them is refused with {@link io.github.backup4j.Invalid} before anything is sent. A {@link io.github.backup4j.RequestKey} may
 *       leave less room.
 *   <li>A condition of a filter, or a part of a spec that only creates, is set once: another value is refused with {@link
 *       io.github.backup4j.Invalid}, since it would silently replace the first. A spec or update that changes a resource starts
 *       from its current state, so there a new value replaces the old one.
 * </ul>
 *
 * <h2>Changes</h2>
 *
 * <p>{@code update(id, ...)} changes a resource to match a value that holds everything that can change: its spec, or an update if it
 * was created from something that cannot change. {@code toSpec()} or {@code toUpdate()} returns that value as it is now; change it and
 * pass it back. Verbs are for what a thing does or has done to it, such as
 * {@code attach}, {@code add}, {@code suspend}, {@code lockForever}, {@code share}.
 *
 * <h2>Filters</h2>
 *
 * <p>Each filter begins with {@code all()}; its conditions add up, and each word means the same in all of them:
 *
 * <ul>
 *   <li>{@code named}: exactly this name. {@code ofKind}, {@code forPurpose}, {@code withStatus}, {@code withOrigin}: exactly this word.
 *   <li>{@code ofResource}: about this disk or server: taken of it, done to it, or, for a vault, holding it as a member.
 *   <li>{@code inVault}: in this vault, or, for a policy, acting in it.
 *   <li>{@code tagged}: has this tag with this value; of several tags, each.
 *   <li>{@code createdFrom} and {@code createdBefore}, {@code startedFrom} and {@code startedBefore}: at this instant or later, and
 *       before this instant. What has no time that the cloud says matches neither.
 * </ul>
 */
@NullMarked
package io.github.backup4j;

import org.jspecify.annotations.NullMarked;
