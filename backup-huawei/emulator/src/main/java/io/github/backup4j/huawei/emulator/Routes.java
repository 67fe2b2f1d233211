package io.github.backup4j.huawei.emulator;

import io.github.backup4j.huawei.emulator.internal.bss.BssRoutes;
import io.github.backup4j.huawei.emulator.internal.cbr.CbrBackupListRoutes;
import io.github.backup4j.huawei.emulator.internal.cbr.CbrBackupRoutes;
import io.github.backup4j.huawei.emulator.internal.cbr.CbrCheckpointRoutes;
import io.github.backup4j.huawei.emulator.internal.cbr.CbrInfoRoutes;
import io.github.backup4j.huawei.emulator.internal.cbr.CbrOperationLogRoutes;
import io.github.backup4j.huawei.emulator.internal.cbr.CbrPolicyRoutes;
import io.github.backup4j.huawei.emulator.internal.cbr.CbrProtectableRoutes;
import io.github.backup4j.huawei.emulator.internal.cbr.CbrRestoreRoutes;
import io.github.backup4j.huawei.emulator.internal.cbr.CbrShareRoutes;
import io.github.backup4j.huawei.emulator.internal.cbr.CbrVaultDeletions;
import io.github.backup4j.huawei.emulator.internal.cbr.CbrVaultMemberRoutes;
import io.github.backup4j.huawei.emulator.internal.cbr.CbrVaultRoutes;
import io.github.backup4j.huawei.emulator.internal.cbr.CbrVaultTagRoutes;
import io.github.backup4j.huawei.emulator.internal.control.ControlRoutes;
import io.github.backup4j.huawei.emulator.internal.ecs.EcsCreateRoutes;
import io.github.backup4j.huawei.emulator.internal.ecs.EcsInterfaceRoutes;
import io.github.backup4j.huawei.emulator.internal.ecs.EcsServerRoutes;
import io.github.backup4j.huawei.emulator.internal.ecs.EcsTagRoutes;
import io.github.backup4j.huawei.emulator.internal.ecs.EcsVolumeRoutes;
import io.github.backup4j.huawei.emulator.internal.ecs.NovaRoutes;
import io.github.backup4j.huawei.emulator.internal.ecs.NovaVolumeRoutes;
import io.github.backup4j.huawei.emulator.internal.evs.CinderMetadataRoutes;
import io.github.backup4j.huawei.emulator.internal.evs.CinderSnapshotRoutes;
import io.github.backup4j.huawei.emulator.internal.evs.CinderVolumeRoutes;
import io.github.backup4j.huawei.emulator.internal.evs.EvsInfoRoutes;
import io.github.backup4j.huawei.emulator.internal.evs.EvsSnapshotRoutes;
import io.github.backup4j.huawei.emulator.internal.evs.EvsTagRoutes;
import io.github.backup4j.huawei.emulator.internal.evs.EvsTransferRoutes;
import io.github.backup4j.huawei.emulator.internal.evs.EvsVolumeRoutes;
import io.github.backup4j.huawei.emulator.internal.evs.Volumes;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.VersionRoutes;
import io.github.backup4j.huawei.emulator.internal.iam.IamRoutes;
import io.github.backup4j.huawei.emulator.internal.ims.GlanceRoutes;
import io.github.backup4j.huawei.emulator.internal.ims.GlanceSchemas;
import io.github.backup4j.huawei.emulator.internal.ims.ImsCreationRoutes;
import io.github.backup4j.huawei.emulator.internal.ims.ImsImageRoutes;
import io.github.backup4j.huawei.emulator.internal.ims.ImsImportRoutes;
import io.github.backup4j.huawei.emulator.internal.ims.ImsMemberRoutes;
import io.github.backup4j.huawei.emulator.internal.ims.ImsTagRoutes;
import io.github.backup4j.huawei.emulator.internal.ims.WireImages;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import io.github.backup4j.huawei.emulator.internal.world.JobRoutes;

/** All routes, by service. */
final class Routes {
    private Routes() {}

    static void addAll(Router router, Emulation emulation) {
        // one line a service
        CbrVaultDeletions deletions = new CbrVaultDeletions();
        new CbrVaultRoutes(emulation, deletions).addTo(router);
        new CbrVaultMemberRoutes(emulation).addTo(router);
        new CbrVaultTagRoutes(emulation).addTo(router);
        new CbrPolicyRoutes(emulation).addTo(router);
        new CbrCheckpointRoutes(emulation).addTo(router);
        new CbrBackupListRoutes(emulation).addTo(router);
        new CbrBackupRoutes(emulation).addTo(router);
        new CbrRestoreRoutes(emulation).addTo(router);
        new CbrShareRoutes(emulation).addTo(router);
        new CbrOperationLogRoutes(emulation, deletions).addTo(router);
        new CbrProtectableRoutes(emulation).addTo(router);
        new CbrInfoRoutes(emulation).addTo(router);
        EcsServerRoutes ecs = new EcsServerRoutes(emulation);
        ecs.addTo(router);
        new EcsTagRoutes(emulation).addTo(router);
        new EcsCreateRoutes(emulation).addTo(router);
        EcsVolumeRoutes attachments = new EcsVolumeRoutes(emulation);
        attachments.addTo(router);
        new NovaVolumeRoutes(emulation, attachments).addTo(router);
        new EcsInterfaceRoutes(emulation).addTo(router);
        new NovaRoutes(emulation, ecs).addTo(router);
        new BssRoutes(emulation).addTo(router);
        new IamRoutes(emulation).addTo(router);
        new ControlRoutes(emulation).addTo(router);
        new JobRoutes(emulation).addTo(router);
        Volumes volumes = new Volumes(emulation);
        new EvsVolumeRoutes(emulation, volumes).addTo(router);
        new EvsTagRoutes(emulation, volumes).addTo(router);
        new EvsTransferRoutes(emulation, volumes).addTo(router);
        new EvsInfoRoutes(emulation, volumes).addTo(router);
        new EvsSnapshotRoutes(emulation, volumes).addTo(router);
        new CinderVolumeRoutes(emulation, volumes).addTo(router);
        new CinderSnapshotRoutes(emulation, volumes).addTo(router);
        new CinderMetadataRoutes(emulation, volumes).addTo(router);
        WireImages images = new WireImages(emulation);
        new ImsImageRoutes(emulation, images).addTo(router);
        ImsImportRoutes imports = new ImsImportRoutes(emulation, images);
        imports.addTo(router);
        new ImsCreationRoutes(emulation, images, imports).addTo(router);
        new ImsMemberRoutes(emulation, images).addTo(router);
        new ImsTagRoutes(emulation, images).addTo(router);
        new GlanceRoutes(emulation, images).addTo(router);
        new GlanceSchemas().addTo(router);
        new VersionRoutes().addTo(router);
    }
}
