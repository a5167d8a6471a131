using System.Reflection;

namespace GameAuth.Conventions.Packages;

public class ProviderShapeTests
{
    private static IEnumerable<ShippedProject> Providers => Repository.Shipped.Where(project => project.IsProvider);

    [Fact]
    public void Every_provider_has_the_same_files() =>
        Rule.Holds(Providers.SelectMany(provider => ProviderShape.Violations(provider.Assembly, provider.ShortName, provider.Folder)));

    [Fact]
    public void A_provider_that_has_none_of_the_files_is_told_all_of_them()
    {
        string[] told = [.. ProviderShape.Violations(Assembly.GetExecutingAssembly(), "Nothing", Repository.Root)];
        string[] missing =
        [
            "NothingDefaults", "NothingOptions ", "NothingOptionsValidator", "NothingGameAuthBuilderExtensions", "INothingAuth", "NothingAccount",
            "NothingSignIn", "NothingAuthClient", "NothingRequestScheme", "NothingJsonContext", "NothingLog", "AddNothing(IConfiguration)",
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
