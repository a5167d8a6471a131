using System.Reflection;
using System.Runtime.CompilerServices;

namespace GameAuth.Conventions.Surface;

/// <summary>Prints what an assembly shows to others: one sorted line a type or member, in C#'s words, without nullability.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<string> Print(Assembly assembly) =>
        [.. assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(Print)];

    private static IEnumerable<string> Print(Type type)
    {
        string name = ApiNames.Qualified(type);
        return Members(type)
            .Select(member => ApiMembers.Print(name, member))
            .OfType<string>()
            .Order(StringComparer.Ordinal)
            .Prepend(ApiTypes.Print(name, type));
    }

    // A record's synthesized members follow from the word "record", and an accessor from its property or event.
    private static IEnumerable<MemberInfo> Members(Type type) =>
        typeof(Delegate).IsAssignableFrom(type)
            ? []
            : type.GetMembers(Declared).Where(member =>
                member is not TypeInfo
                && ApiMembers.IsShown(member)
                && member is not MethodBase { IsSpecialName: true, IsConstructor: false, Name: not ['o', 'p', '_', ..] }
                && !member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false));
}
