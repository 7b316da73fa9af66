// Validates PDFs with veraPDF: java -cp … Vera.java PDFA_2_A=record.pdf PDFUA_1=record.pdf …
// For each argument it prints "passed" or "failed" with the argument, and under that each rule that is broken.
import java.io.File;
import java.util.TreeSet;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

public class Vera {
  public static void main(String[] asked) throws Exception {
    LogManager.getLogManager().reset();
    VeraGreenfieldFoundryProvider.initialise();
    for (String each : asked) {
      String[] parts = each.split("=", 2);
      PDFAFlavour flavour = PDFAFlavour.valueOf(parts[0]);
      String name = parts[0].replaceFirst("^PDFA_(.)_(.)$", "PDFA-$1$2").replace('_', '-');
      ValidationProfile rules = Profiles.profileFromXml(PDFAFlavour.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + name + ".xml"));
      try (PDFAParser file = Foundries.defaultInstance().createParser(new File(parts[1]), flavour)) {
        ValidationResult found = Foundries.defaultInstance().createValidator(rules, 3, false, false, false).validate(file);
        System.out.println((found.isCompliant() ? "passed " : "failed ") + each);
        TreeSet<String> broken = new TreeSet<>();
        for (TestAssertion one : found.getTestAssertions())
          if (one.getStatus() == TestAssertion.Status.FAILED)
            broken.add("  " + one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber() + ": " + one.getMessage().replace('\n', ' '));
        broken.forEach(System.out::println);
      } catch (Exception problem) {
        System.out.println("failed " + each + "\n  " + problem);
      }
    }
  }
}
