package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("The suite")
class BackupContractTest {
    @Test
    @DisplayName("holds every class of the contract, under its name, and none twice")
    void nestedClasses_all_oneForEachContractClass() {
        Set<String> written = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackagesOf(BackupContract.class)
                        .stream()
                        .filter(JavaClass::isTopLevelClass)
                        .filter(type ->
                                type.isAssignableTo(ContractTest.class) && !type.isEquivalentTo(ContractTest.class))
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(written).as("classes of the contract").hasSizeGreaterThanOrEqualTo(19);
        assertThat(Arrays.stream(BackupContract.class.getDeclaredClasses())
                        .filter(type -> type.isAnnotationPresent(Nested.class))
                        .map(type -> type.getSuperclass().getSimpleName()))
                .as("classes that the suite runs")
                .containsExactlyInAnyOrderElementsOf(written);
        assertThat(BackupContract.class.getDeclaredClasses())
                .as("named as what they run")
                .allMatch(type -> type.getSuperclass().getSimpleName().equals(type.getSimpleName() + "Contract"));
    }
}
