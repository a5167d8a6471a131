using System.Reflection;
using GameAuth.Toy;

namespace GameAuth.Conventions.Packages;

public class ProviderShapeTests
{
    private static IEnumerable<ShippedProject> Providers => Repository.Shipped.Where(project => project.IsProvider);

    [Fact]
    public void Every_provider_has_the_same_files() =>
        Rule.Holds(Providers.SelectMany(provider => ProviderShape.Violations(provider.Assembly, provider.ShortName, provider.Folder)));

    [Fact]
    public void The_model_provider_keeps_the_rules_that_the_real_ones_keep() =>
        Rule.Holds(ProviderShape.Violations(typeof(ToyAccount).Assembly, "Toy", Repository.PathTo("tests/GameAuth.Toy")));

    [Fact]
    public void The_model_provider_is_short()
    {
        int lines = Repository.Files("tests/GameAuth.Toy").Where(static file => file.EndsWith(".cs", StringComparison.Ordinal)).Sum(static file => Repository.Lines(file).Length);
        Assert.InRange(lines, 1, 350);
    }

    [Fact]
    public async Task A_door_of_another_provider_does_not_compile()
    {
        string[] good = ["```csharp compile", "GameAuth.Toy.IToyAuth toy = null!;", "await toy.SignInAsync(GameAuth.Toy.ToySignIn.Paste(null!));", "```"];
        string[] bad = ["```csharp compile", "GameAuth.Toy.IToyAuth toy = null!;", "await toy.SignInAsync(GameAuth.Xbox.XboxSignIn.DeviceCode(null!));", "```"];
        IReadOnlyList<string> said = await Docs.DocumentationBuild.CompileAsync(
            "doors", [.. Docs.CodeBlock.In("good.md", good), .. Docs.CodeBlock.In("bad.md", bad)], CancellationToken.None);
        Rule.Catches("bad.md(3", said);
        Assert.DoesNotContain(said, static line => line.Contains("good.md", StringComparison.Ordinal));
    }

    [Fact]
    public void A_provider_that_has_none_of_the_files_is_told_all_of_them()
    {
        string[] told = [.. ProviderShape.Violations(Assembly.GetExecutingAssembly(), "Nothing", Repository.Root)];
        string[] missing =
        [
            "NothingDefaults", "NothingOptions ", "NothingGameAuthBuilderExtensions", "INothingAuth", "NothingAccount",
            "NothingSignIn", "NothingProvider", "NothingAuthenticator", "NothingErrors", "NothingJson", "NothingLog", "AddNothing(IConfiguration)",
            "AddNothing(String, Action<NothingOptions>)",
        ];
        Assert.All(missing, name => Rule.Catches(name, told));
    }

    [Fact]
    public void A_type_in_another_form_than_in_the_other_providers_is_caught()
    {
        string[] told = [.. ProviderShape.Violations(Assembly.GetExecutingAssembly(), "Odd", Repository.Root)];
        Rule.Catches("OddDefaults is internal", told);
        Rule.Catches("OddDefaults is not a static class", told);
        Rule.Catches("OddDefaults is not in OddDefaults.cs at the top of the project", told);
        Rule.Catches("OddSideDoor takes an HttpClient", told);
    }
}
