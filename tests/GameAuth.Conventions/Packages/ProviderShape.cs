using System.Reflection;

namespace GameAuth.Conventions.Packages;

/// <summary>The files that every provider package has, and what each of them is. Reading one provider teaches the others.</summary>
internal static class ProviderShape
{
    /// <summary>What is missing or otherwise than in every other provider.</summary>
    /// <param name="assembly">The provider's assembly.</param>
    /// <param name="provider">The provider's name, such as <c>Xbox</c>.</param>
    /// <param name="folder">The provider's project folder.</param>
    public static IEnumerable<string> Violations(Assembly assembly, string provider, string folder) =>
        Roles(provider).SelectMany(role => role.Violations(assembly, folder))
            .Concat(AddMethods(assembly, provider))
            .Concat(TypedClients(assembly, provider))
            .Select(violation => $"GameAuth.{provider}: {violation}");

    private static IEnumerable<ProviderRole> Roles(string p) =>
    [
        new($"{p}Defaults", "names and addresses of the service", IsPublic: true, "a static class", type => type is { IsAbstract: true, IsSealed: true }),
        new($"{p}Options", "what an application may configure", IsPublic: true, "a sealed class", type => type.IsSealed),
        new($"{p}OptionsValidator", "says what is wrong with the options", IsPublic: false, "an IValidateOptions", type => Implements(type, $"IValidateOptions<{p}Options>")),
        new($"{p}GameAuthBuilderExtensions", "the registration", IsPublic: true, "in Microsoft.Extensions.DependencyInjection", type => type.Namespace == "Microsoft.Extensions.DependencyInjection"),
        new($"I{p}Auth", "the front door", IsPublic: true, "an IAccounts of its account", type => Implements(type, $"IAccounts<{p}Account>")),
        new($"{p}Account", "the handle", IsPublic: true, "an Account", type => Derives(type, "Account")),
        new($"{p}SignIn", "the doors, one factory each", IsPublic: true, "a SignIn with a static factory", type => Derives(type, "SignIn") && type.GetMethods().Any(method => method.IsStatic && method.ReturnType == type)),
        new($"{p}AuthClient", "the typed client", IsPublic: false, "a class made from an HttpClient", TakesHttpClient),
        new($"{p}RequestAuthenticator", "how requests are authorized", IsPublic: null, "a RequestAuthenticator", type => Derives(type, "RequestAuthenticator")),
        new($"{p}JsonContext", "the generated JSON", IsPublic: false, "a JsonSerializerContext", type => Derives(type, "JsonSerializerContext")),
        new($"{p}Log", "the generated log messages", IsPublic: false, "a static class", type => type is { IsAbstract: true, IsSealed: true }),
    ];

    private static IEnumerable<string> AddMethods(Assembly assembly, string p)
    {
        MethodInfo[] adds = [.. assembly.GetExportedTypes().Where(type => type.Name == $"{p}GameAuthBuilderExtensions")
            .SelectMany(type => type.GetMethods()).Where(method => method.Name == $"Add{p}" && method.ReturnType.Name == "GameAuthBuilder")];
        foreach (string shape in (string[])["IConfiguration", $"String, Action<{p}Options>"])
        {
            if (!adds.Any(method => string.Join(", ", method.GetParameters().Skip(1).Select(parameter => Name(parameter.ParameterType))) == shape))
            {
                yield return $"has no GameAuthBuilder.Add{p}({shape})";
            }
        }
    }

    private static IEnumerable<string> TypedClients(Assembly assembly, string p) =>
        from type in assembly.GetTypes()
        where TakesHttpClient(type) && type.Name != $"{p}AuthClient" && !type.IsNested
        select $"{type.Name} takes an HttpClient; {p}AuthClient is the only one that does";

    private static bool TakesHttpClient(Type type) =>
        type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .SelectMany(constructor => constructor.GetParameters())
            .Any(parameter => parameter.ParameterType == typeof(HttpClient));

    private static bool Implements(Type type, string name) => type.GetInterfaces().Any(one => Name(one) == name);

    private static bool Derives(Type type, string name) => type.BaseType is { } parent && (Name(parent).Split('<')[0] == name || Derives(parent, name));

    private static string Name(Type type) =>
        type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;
}
