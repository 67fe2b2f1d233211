package io.github.backup4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.Interference;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same commands over Huawei Cloud's interface, emulated. */
class EmulatedHuaweiTest {
    private static final String ADDRESS = "huawei://demo-1/shop";

    private HuaweiEmulator emulator;
    private Cli cli;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        start(Interference.none());
    }

    private void restart(Interference interference) throws IOException {
        emulator.close();
        start(interference);
    }

    private void start(Interference interference) throws IOException {
        emulator = HuaweiEmulator.builder()
                .cloud(DemoWorld.create(DemoWorld.NOW))
                .form(Form.RECORDED)
                .interference(interference)
                .start();
        cli = Cli.on(new Clouds(this::open));
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    private CloudBackup open(String address) {
        assertThat(address).isEqualTo(ADDRESS);
        return HuaweiBackup.builder()
                .region(emulator.site().region())
                .project(emulator.site().project())
                .accessKey("any", "a-secret-key")
                .endpoint(emulator.address())
                .timeSource(emulator.cloud().time())
                .build();
    }

    private Cli.Result run(String... words) {
        String[] all = Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--cloud";
        all[words.length + 1] = ADDRESS;
        Cli.Result result = cli.run(all);
        assertThat(result.toString()).doesNotContain("a-secret-key");
        return result;
    }

    @Test
    void looking_sameFindingsAsInMemory() throws IOException {
        Path page = folder.resolve("page.html");

        Cli.Result posture = run("posture", "--html", page.toString());

        assertThat(posture.code()).as("%s", posture).isEqualTo(ExitCode.FINDINGS);
        assertThat(posture.out()).contains("UNPROTECTED", "LAST_RUN_FAILED", "POLICY_DISABLED", "ORPHANED");
        assertThat(Files.readString(page)).contains("payments-db", "the snapshot of the disk could not be created");
        assertThat(run("timeline", "payments-db").out()).contains("#!!");
        assertThat(run("what-if", "--ahead", "P30D").out()).contains("bulk");
    }

    @Test
    void doing_applyTakeRestoreDrill() throws IOException {
        String file = Files.writeString(folder.resolve("p.yaml"), DemoCommand.resource("demo-protections.yaml"))
                .toString();

        assertThat(run("apply", file).code()).isEqualTo(ExitCode.SAFE);
        assertThat(run("plan", file).code()).isEqualTo(ExitCode.SAFE);
        Cli.Result take = run("take", "--vault", "vault-2");
        assertThat(take.code()).as("%s", take).isEqualTo(ExitCode.SAFE);
        assertThat(take.err()).contains("backing up: ", " %, ");
        Cli.Result restored = run("restore", "--newest-of", "orders-db", "--to-disk", "orders-again");
        assertThat(restored.code()).as("%s", restored).isEqualTo(ExitCode.SAFE);
        Cli.Result drill = run("drill", "ledger", "--check", "true", "--rto", "2h");
        assertThat(drill.code()).as("%s", drill).isEqualTo(ExitCode.SAFE);
    }

    @Test
    void take_notDoneInTime_printsTokenThatAnotherConnectionResumes() {
        Cli.Result started = run("take", "--vault", "vault-2", "--no-wait");
        assertThat(started.code()).as("%s", started).isEqualTo(ExitCode.STILL_RUNNING);
        String command = started.err().substring(started.err().indexOf("operations resume "));
        String token = command.split(" ", 4)[2];

        Cli.Result resumed = run("operations", "resume", token);

        assertThat(resumed.code()).as("%s", resumed).isEqualTo(ExitCode.SAFE);
        assertThat(resumed.out()).contains("Backed up: run");
    }

    @Test
    void takeOfMany_listOfDisksThatFails_isNotWaitedForBeforeTheBackups() throws IOException {
        AtomicReference<@Nullable Instant> started = new AtomicReference<>();
        restart((method, target) -> {
            noteStart(started, method, target);
            return isListOfDisks(target) ? Fault.FAILED : Fault.NONE;
        });
        Instant begin = emulator.cloud().time().now();

        Cli.Result take = run("take", "disk:disk-5", "disk:disk-6");

        assertThat(take.code()).as("%s", take).isEqualTo(ExitCode.SAFE);
        assertThat(started.get()).as("%s", take).isEqualTo(begin);
        assertThat(take.out())
                .contains("disk disk-5 \"orders-db\" is backed up", "disk disk-6 \"payments-db\" is backed up");
    }

    /** The list by which they were selected has their names. */
    @Test
    void takeTagged_listOfDisksThatFailsOnceBackupsRun_namesAreKnownAnyway() throws IOException {
        AtomicReference<@Nullable Instant> started = new AtomicReference<>();
        AtomicInteger lists = new AtomicInteger();
        restart((method, target) -> {
            noteStart(started, method, target);
            if (isListOfDisks(target)) {
                lists.incrementAndGet();
            }
            return started.get() != null && isListOfDisks(target) ? Fault.FAILED : Fault.NONE;
        });

        Cli.Result take = run("take", "--tagged", "app=shop", "--key", "k");

        assertThat(take.code()).as("%s", take).isEqualTo(ExitCode.SAFE);
        assertThat(lists).as("lists of disks: the selection").hasValue(1);
        assertThat(take.out())
                .contains("disk disk-5 \"orders-db\" is backed up", "disk disk-2 \"web-1-data\" is backed up");
    }

    private void noteStart(AtomicReference<@Nullable Instant> started, String method, URI target) {
        if (method.equals("POST") && target.getPath().endsWith("/checkpoints")) {
            started.compareAndSet(null, emulator.cloud().time().now());
        }
    }

    private static boolean isListOfDisks(URI target) {
        return target.getPath().endsWith("/cloudvolumes/detail");
    }

    @Test
    void unknownPoint_saysWhatTheCloudSaid() {
        Cli.Result restore = run("restore", "--point", "no-such-point", "--to-disk", "again");

        assertThat(restore.code()).as("%s", restore).isIn(ExitCode.FAILED, ExitCode.FINDINGS);
        assertThat(restore.err()).contains("no-such-point");
    }
}
