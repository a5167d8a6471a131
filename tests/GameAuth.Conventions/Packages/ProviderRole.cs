using System.Reflection;

namespace GameAuth.Conventions.Packages;

/// <summary>One of the types that every provider has.</summary>
/// <param name="Name">Its name, which is its file's name too.</param>
/// <param name="Purpose">What it is there for.</param>
/// <param name="IsPublic">Whether others see it; null where a provider may choose.</param>
/// <param name="Form">What it has to be, in words.</param>
/// <param name="HasForm">Whether a type is that.</param>
internal sealed record ProviderRole(string Name, string Purpose, bool? IsPublic, string Form, Func<Type, bool> HasForm)
{
    public IEnumerable<string> Violations(Assembly assembly, string folder)
    {
        Type? type = assembly.GetTypes().SingleOrDefault(one => one.Name == Name && !one.IsNested);
        if (type is null)
        {
            yield return $"has no {Name} ({Purpose})";
            yield break;
        }

        if (IsPublic is { } expected && type.IsPublic != expected)
        {
            yield return $"{Name} is {(type.IsPublic ? "public" : "internal")}, in every provider it is {(expected ? "public" : "internal")}";
        }

        if (!HasForm(type))
        {
            yield return $"{Name} is not {Form}";
        }

        if (!File.Exists(Path.Combine(folder, $"{Name}.cs")))
        {
            yield return $"{Name} is not in {Name}.cs at the top of the project";
        }
    }
}
