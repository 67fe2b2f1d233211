package io.github.backup4j.huawei.emulator;

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
