/**
 * The interfaces that a provider implements: start at {@link io.github.backup4j.spi.BackupDriver}.
 *
 * <p>Users hold the final classes of {@link io.github.backup4j}, such as {@link io.github.backup4j.Vaults}. Each is a portable type
 * over a driver, here {@link io.github.backup4j.spi.VaultsDriver}. What is the same in every cloud is done once, in the portable
 * type; what differs is a method of the driver.
 *
 * <h2>What a driver can rely on</h2>
 *
 * <ul>
 *   <li>No argument is null, unless it is marked so. Lists of resources are not empty and hold nothing twice.
 *   <li>A call that needs a {@link io.github.backup4j.Capability} reaches the driver only if {@link
 *       io.github.backup4j.spi.BackupDriver#capabilities()} holds it. The driver refuses what depends on the state of the cloud, such as
 *       an image of a restore point that turns out to be of a server.
 *   <li>Names, descriptions, tags and sizes are within {@link io.github.backup4j.spi.Limits}, and hold no {@linkplain
 *       io.github.backup4j.ReservedNames marks}.
 *   <li>No call begins after the backup was closed. Calls in progress continue.
 *   <li>A create comes with one {@link io.github.backup4j.spi.CallKey}, whether or not its caller gave a request key.
 * </ul>
 *
 * <h2>What a driver does</h2>
 *
 * <ul>
 *   <li>It makes the call, and throws the {@link io.github.backup4j.BackupException} that fits the cloud's response.
 *       The contract of the testkit says which.
 *   <li>It writes the checks of each restore once, with {@link io.github.backup4j.spi.Checks}: the restore runs them before its
 *       first change, and a preflight runs them alone.
 *   <li>It says in a {@link io.github.backup4j.spi.Listing} whether a list comes in the promised order. It may pass
 *       all, some or none of the filter conditions on to the cloud: the portable type drops what does not match.
 *   <li>It returns long-running work as an {@link io.github.backup4j.spi.OperationDriver}, and finds it again by its
 *       token.
 *   <li>It reports requests, each retry among them, and duplicates to its {@link io.github.backup4j.spi.Listeners}, on
 *       whatever thread it sends them. The portable types report
 *       calls and long-running work.
 * </ul>
 *
 * <p>To decorate a backup, wrap its driver: {@code CloudBackup.of(new AuditedDriver(driver))}.
 */
@NullMarked
package io.github.backup4j.spi;

import org.jspecify.annotations.NullMarked;
