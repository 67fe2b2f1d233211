package io.github.backup4j.examples.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.CloudBackup;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that looks at a cloud or changes it. */
abstract class CloudCommand implements Callable<Integer> {
    @Option(
            names = "--cloud",
            paramLabel = "ADDRESS",
            defaultValue = "${env:BACKUP4J_CLOUD:-memory:demo}",
            description = {
                "huawei://REGION/PROJECT, or memory:demo, which is made up.",
                "Default: BACKUP4J_CLOUD, or memory:demo.",
                "The address holds no secrets: the key of huawei:// is in HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK."
            })
    private String cloud = Clouds.DEMO;

    @Option(names = "--json", description = "Print JSON, for programs.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    private final Environment environment;
    private final AtomicBoolean sayingHowToGoOn = new AtomicBoolean();
    private final CountDownLatch saidHowToGoOn = new CountDownLatch(1);

    CloudCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public final Integer call() {
        if (byDefault()) {
            say("This is " + Clouds.DEMO + ", a made-up cloud. For yours, set BACKUP4J_CLOUD or --cloud.");
        }
        try (CloudBackup backup = environment.clouds().open(cloud)) {
            return run(backup);
        }
    }

    /** Returns whether nobody has chosen the cloud: a job that has lost its settings must not look as if all were well. */
    private boolean byDefault() {
        return cloud.equals(Clouds.DEMO)
                && System.getenv("BACKUP4J_CLOUD") == null
                && spec != null
                && !spec.commandLine().getParseResult().hasMatchedOption("--cloud");
    }

    /** Does what the command is for, and returns the exit code. */
    abstract int run(CloudBackup backup);

    final Environment environment() {
        return environment;
    }

    final Terminal terminal() {
        return environment.terminal();
    }

    final String cloud() {
        return cloud;
    }

    /** Returns how wide reports are. */
    final int columns() {
        return terminal().columns();
    }

    final boolean asJson() {
        return json;
    }

    /** Prints a result, for a person or a program. */
    final void print(JsonNode forPrograms, String forPeople) {
        if (json) {
            terminal().print(Json.text(forPrograms));
        } else {
            terminal().report(forPeople);
        }
    }

    /** Prints something that is not the result. */
    final void say(String text) {
        terminal().say(text);
    }

    /**
     * Says that work has not ended, and the command that goes on with it; for programs, prints it too. Says it once, however many
     * threads come here: an interruption may come while it is being said.
     *
     * @param state what is known, in a sentence for people
     * @param known what is known, for programs
     * @param words the command that goes on
     */
    final void sayHowToGoOn(String state, ObjectNode known, CommandText words) {
        if (!sayingHowToGoOn.compareAndSet(false, true)) {
            OnInterrupt.awaitOther(saidHowToGoOn);
            return;
        }
        try {
            if (json) {
                print(putHowToGoOn(known, words), "");
            }
            say(state + " " + howToGoOn(words));
        } finally {
            saidHowToGoOn.countDown();
        }
    }

    /** Puts the command that goes on into what is printed for programs; nothing if no other process can. */
    final ObjectNode putHowToGoOn(ObjectNode known, CommandText words) {
        return Json.put(known, "continueWith", Clouds.endsWithProcess(cloud) ? null : commandLine(words));
    }

    /** Returns the sentence that names the command that goes on. */
    final String howToGoOn(CommandText words) {
        return Clouds.endsWithProcess(cloud)
                ? "But this cloud is in memory, and ends with this process; 'backup4j demo --serve' keeps one."
                : "Continue with: " + commandLine(words);
    }

    /** Returns how another command is called on the same cloud. */
    final String commandLine(CommandText words) {
        boolean byDefault = cloud.equals(Clouds.DEMO) && System.getenv("BACKUP4J_CLOUD") == null;
        String own = "backup4j " + words;
        return byDefault ? own : own + " --cloud " + Words.quoted(cloud);
    }

    /** Returns what is thrown for options that do not go together. */
    final ParameterException wrongUse(String message) {
        if (spec == null) {
            throw new IllegalStateException("not a command yet: " + message);
        }
        return new ParameterException(spec.commandLine(), message);
    }
}
