using System.Reflection;
using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("GameAuth.Stranger")] // The offender that proves the rule; no such assembly exists.

namespace GameAuth.Conventions.Arrows;

/// <summary>A package's internals are seen by its own tests, by the tests of an Activity's page, and by the judges and the benchmarks, which nobody ships.</summary>
internal static class InternalsRule
{
    public static IEnumerable<string> Violations(Assembly assembly) =>
        from friend in assembly.GetCustomAttributes<InternalsVisibleToAttribute>()
        let own = assembly.GetName().Name
        where friend.AssemblyName.Split(',')[0] is { } name && name != $"{own}.Tests" && name is not ("GameAuth.Activity.Tests" or "GameAuth.Interop" or "GameAuth.Benchmarks")
        select $"{own} shows its internals to {friend.AssemblyName}";
}
