package io.github.backup4j.huawei;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequestDef;
import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.RawCall;
import io.github.backup4j.huawei.internal.points.DetachSteps;
import io.github.backup4j.huawei.internal.points.Overwrite;
import io.github.backup4j.huawei.internal.points.RestoreMark;
import io.github.backup4j.huawei.internal.points.RestoreState;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Whatever deletes, overwrites, stops or takes apart something is called from the places that are listed here, each with what is
 * looked at right before: who adds such a call has to find the check for it, and to write it down.
 */
class DestructionTest {
    /** Without the classes of others, which names suffice for. */
    private static final JavaClasses MAIN = ArchConfiguration.withThreadLocalScope(configuration -> {
        configuration.setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter()
                .importPath(Path.of(HuaweiBackup.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath()));
    });

    /** Calls that change something, and neither delete, overwrite, stop nor take apart anything. */
    private static final Set<String> BUILDING = Set.of(
            "addMember",
            "addVaultResource",
            "associateVaultPolicy",
            "attachServerVolume",
            "batchAddOrDeleteTags",
            "batchCreateAndDeleteVaultTags",
            "batchCreateVolumeTags",
            "batchStartServers",
            "changeOrder",
            "copyBackup",
            "copyImageCrossRegion",
            "copyImageInRegion",
            "createCheckpoint",
            "createImage",
            "createPolicy",
            "createPostPaidVault",
            "createServers",
            "createSnapshot",
            "createVault",
            "createVolume",
            "createWholeImage",
            "exportImage",
            "glanceAddImageMember",
            "glanceUpdateImageMember",
            "updateBackup",
            "updateImage",
            "updateMemberStatus",
            "updatePolicy",
            "updateSnapshot",
            "updateVault");

    /** Calls that read with a method by which others change something. */
    private static final Set<String> READING = Set.of("checkAgent");

    private static final String ASKED = "the caller asks for it in this very call: ";

    private static final String INERT =
            "names with the mark of a restore that has ended, as a tag of the disk says, and that is not the latest";

    /** Where such a call is made, and how it is known that it may be. */
    private static final Map<String, String> CHECKED = Map.ofEntries(
            // what the running call has created beside an older one, and has returned to nobody
            entry(
                    "deleteVault in HuaweiVaults.withdraw",
                    "it carries the mark of the very call, is as created, and empty"),
            entry(
                    "deletePolicy in HuaweiPolicies.withdraw",
                    "it carries the mark of the very call, and is attached to nothing"),
            entry("deleteSnapshot in SnapshotTakes.withdraw", "it carries the mark of the very call, and its name"),
            // what the caller names
            entry("deleteVault in HuaweiVaults.delete", ASKED + "Removal says what may go with it"),
            entry("deletePolicy in HuaweiPolicies.delete", ASKED + "it is read first"),
            entry("deleteBackup in HuaweiRestorePoints.delete", ASKED + "it is read first, and is of this project"),
            entry(
                    "deleteSnapshot in HuaweiSnapshots.delete",
                    ASKED + "it is read first, and none of the backup service"),
            entry("glanceDeleteImage in HuaweiImages.delete", ASKED + "it is read first, and Removal looked at"),
            entry("rollbackSnapshot in RollBacks.begin", ASKED + "snapshot and disk are read first"),
            entry(
                    "restoreBackup in InPlaceRestore.requestRestore",
                    ASKED + "point and target are read first, and noted"),
            entry("setVaultResource in VaultMembers.setSuspended", ASKED + "the vault is read first; nothing is lost"),
            entry(
                    "removeVaultResource in VaultMembers.remove",
                    ASKED
                            + "Removal says whether its restore points may go with it; their list and the vault's count are read"),
            entry("migrateVaultResource in VaultMembers.move", ASKED + "both vaults are read first"),
            entry("disassociateVaultPolicy in HuaweiPolicies.detach", ASKED + "vault and policy stay"),
            entry("deleteMember in HuaweiRestorePoints.unshare", ASKED + "the restore point stays"),
            entry("glanceDeleteImageMember in ImageShares.unshare", ASKED + "the image stays"),
            // what work has made on its way
            entry(
                    "deleteVolume in Temporaries.deleteDisk",
                    "sign, mark, name, status, attachments, tags and snapshots of the disk"),
            entry("glanceDeleteImage in Temporaries.deleteImage", "sign, mark, name, status and shares of the image"),
            entry(
                    "batchDeleteVolumeTags in AttachedDisks.untag",
                    "the tag of this very attachment, which the new disk carries"),
            // what was made for a while
            entry(
                    "deleteVolume in Discards.deleteDisk",
                    "tag, mark of the key, creation, status, attachments, vault, restore points and snapshots of the disk"),
            entry("batchStopServers in Discards.emptyOrDelete", "deleteServers below: the same, in the same call"),
            entry("detachServerVolume in Discards.emptyOrDelete", "deleteServers below: the same, in the same call"),
            entry(
                    "deleteServers in Discards.emptyOrDelete",
                    "tag, mark of the key and creation of the server, the creation of each of its disks, and that nobody protects"
                            + " any of them"),
            // what a restore frees, in steps that nothing but the standing of its disk leads to
            entry(
                    "batchStopServers in DetachSteps.stopIfAccepted",
                    "the disk is marked by the work, and attached to this server; what follows would be accepted now"),
            entry(
                    "detachServerVolume in DetachSteps.detach",
                    "the disk is marked by the work, and attached to this server"),
            entry(
                    "restoreBackup in OverwriteFromPoint.begin",
                    "DetachSteps.overwriteOnceFree: the disk is marked by the work for this point, and is free"),
            entry(
                    "rollbackSnapshot in OverwriteFromSnapshot.begin",
                    "DetachSteps.overwriteOnceFree: the disk is marked by the work for this snapshot, and is free"),
            entry(
                    "batchDeleteVolumeTags in DetachSteps.forget",
                    "names with the mark of the work, which the disk carries"),
            entry("batchDeleteVolumeTags in RestoreNotes.note", INERT),
            entry(
                    "batchDeleteVolumeTags in DetachSteps.sent",
                    "the name with the mark of the work, whose request was just refused, by a disk that is free and at rest"),
            entry("batchDeleteVolumeTags in InPlaceRestore.free", INERT),
            entry("batchDeleteVolumeTags in InPlaceRestore.requestRestore", INERT),
            entry("batchDeleteVolumeTags in NotedRollBacks.checkAndNote", INERT),
            entry(
                    "batchDeleteVolumeTags in RestoreNotes.takeOff",
                    "names with the mark of this very call, which has done nothing"),
            entry(
                    "batchDeleteVolumeTags in NotedRollBacks.alone",
                    "names with the mark of this very call, which has done nothing"),
            entry(
                    "batchDeleteVolumeTags in OverwriteFromSnapshot.begin",
                    "the name with the mark of the work, whose request was not sent or was refused"),
            entry(
                    "batchDeleteVolumeTags in OverwriteFromSnapshot.takeBack",
                    "the name with the mark of the work, whose request was not sent"),
            entry(
                    "batchDeleteVolumeTags in OverwriteFromPoint.begin",
                    "the name with the mark of the work, whose request was refused, by a disk that is at rest"),
            entry(
                    "batchDeleteVolumeTags in Overwrite.takeBack",
                    "the name with the mark of the work, whose request was refused, by a disk that is at rest"),
            entry("batchDeleteVolumeTags in InPlaceRestore.unnote", "names with the mark of this very call"));

    /** Calls that the SDK lacks, by the method that makes each: their names are no constants that could be found. */
    private static final Map<String, String> RAW = Map.of(
            "IamCalls.<clinit>", "reads",
            "IamCalls.projectName", "reads",
            "OrderCalls.page", "reads",
            "OrderCalls.status", "reads",
            "OrderCalls.vaultsOf", "reads",
            "VaultOrders.change", "orders a subscription for a vault that the caller names",
            "OrderCalls.unsubscribe",
                    "deletes a vault: HuaweiVaults.delete, which reads it first and looks at Removal");

    @Test
    void callsThatTheSdkLacks_whereverTheyAreMade_areListedWithWhatTheyDo() {
        SortedSet<String> found = new TreeSet<>();
        MAIN.get(RawCall.class).getMethods().stream()
                .filter(method -> method.getName().equals("of"))
                .forEach(method -> found.addAll(callersOf(method)));

        assertThat(found).as("calls that the SDK lacks").isEqualTo(new TreeSet<>(RAW.keySet()));
        assertThat(callersOf(MAIN.get("io.github.backup4j.huawei.internal.vaults.OrderCalls")
                        .getMethod("unsubscribe", VaultId.class)))
                .containsExactly("HuaweiVaults.delete");
    }

    @Test
    void callsThatDestroy_whereverTheyAreMade_areListedWithTheirCheck() {
        SortedSet<String> found = new TreeSet<>();
        for (JavaClass type : MAIN) {
            for (JavaFieldAccess access : type.getFieldAccessesFromSelf()) {
                if (isCall(access)
                        && changes(access)
                        && !READING.contains(access.getName())
                        && !BUILDING.contains(access.getName())) {
                    places(access.getOwner()).forEach(place -> found.add(access.getName() + " in " + place));
                }
            }
        }

        assertThat(found).as("calls that destroy something").isEqualTo(new TreeSet<>(CHECKED.keySet()));
    }

    /** Each step of {@link DetachSteps} that changes something is reached by a look at how the disk stands, and not otherwise. */
    @Test
    void stepsOfAFreedDisk_areReachedByAPollThatReadsItsMarkOnly() {
        JavaClass freed = MAIN.get(DetachSteps.class);
        SortedMap<String, Set<String>> callers = new TreeMap<>();
        for (String step : Set.of("stop", "overwriteOnceFree", "attach", "start", "forget")) {
            freed.getMethods().stream()
                    .filter(method -> method.getName().equals(step))
                    .forEach(method -> callers.put(step, callersOf(method)));
        }

        assertThat(callers)
                .hasSize(5)
                .allSatisfy((step, from) -> assertThat(from).containsExactly("DetachSteps.poll"));
        assertThat(callersOf(MAIN.get(Overwrite.class).getMethod("begin", RestoreState.class, RestoreMark.class)))
                .allMatch(from -> from.contains("DetachSteps."));
        assertThat(freed.getMethod("poll", RestoreState.class).getMethodCallsFromSelf())
                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(RestoreMark.class)
                        && call.getName().equals("standing"));
    }

    private static Set<String> callersOf(JavaMethod method) {
        Set<String> from = new TreeSet<>();
        method.getAccessesToSelf().forEach(access -> from.add(name(access.getOwner())));
        return from;
    }

    private static boolean isCall(JavaFieldAccess access) {
        return access.getTarget().getRawType().isEquivalentTo(HttpRequestDef.class)
                && access.getTargetOwner().getName().startsWith("com.huaweicloud.sdk.");
    }

    private static boolean changes(JavaFieldAccess access) {
        try {
            Object definition = Class.forName(access.getTargetOwner().getName())
                    .getField(access.getName())
                    .get(null);
            return ((HttpRequestDef<?, ?>) definition).getMethod() != HttpMethod.GET
                    && !access.getName().startsWith("list")
                    && !access.getName().startsWith("show");
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(access.getName(), e);
        }
    }

    /** Who decides on a call: classes that hold nothing but calls, and methods that end in Now, do what they are told. */
    private static Set<String> places(JavaCodeUnit unit) {
        boolean told = unit.getOwner().getSimpleName().endsWith("Calls")
                || unit.getName().endsWith("Now");
        if (!told) {
            // What callers ask for may be asked for from within, too.
            Set<String> places = unit.getModifiers().contains(JavaModifier.PUBLIC) ? callers(unit) : new TreeSet<>();
            places.add(name(unit));
            return places;
        }
        return callers(unit);
    }

    private static Set<String> callers(JavaCodeUnit unit) {
        Set<String> callers = new TreeSet<>();
        for (JavaAccess<?> access : unit.getAccessesToSelf()) {
            callers.addAll(places(access.getOwner()));
        }
        return callers;
    }

    /** The method that a lambda stands in. */
    private static String name(JavaCodeUnit unit) {
        String name = unit.getName();
        String method = name.startsWith("lambda$") ? name.substring(7, name.lastIndexOf('$')) : name;
        return unit.getOwner().getSimpleName() + "." + method;
    }
}
