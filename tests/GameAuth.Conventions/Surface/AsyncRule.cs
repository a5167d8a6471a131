using System.Reflection;

namespace GameAuth.Conventions.Surface;

/// <summary>A method that returns a task or an async stream ends in Async and takes a CancellationToken last, and the other way round.</summary>
internal static class AsyncRule
{
    private static readonly Type[] Awaited =
        [typeof(Task), typeof(ValueTask), typeof(Task<>), typeof(ValueTask<>), typeof(IAsyncEnumerable<>)];

    // A mint runs for all who wait for it, so it has the deadline of its context and takes nobody's token.
    // What opens, renews or ends a leased thing is finished once it has begun: else something would stay open that nobody knows of.
    private static readonly string[] Bound =
    [
        "GameAuth.Providers.MintContext`1[T].ParentAsync",
        .. ((string[])["StartAsync", "RefreshAsync", "ReplaceAsync", "AdvanceAsync", "UpdateAsync", "ReleaseQuietlyAsync"]).Select(static name => $"GameAuth.Providers.LeasedResource`1[T].{name}"),
    ];

    public static IEnumerable<string> Violations(IEnumerable<Type> types) =>
        from type in types
        where type.IsVisible && !typeof(Delegate).IsAssignableFrom(type)
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly) && !method.IsSpecialName && !IsDictated(type, method) && !Bound.Contains($"{type}.{method.Name}")
        from fault in Faults(method)
        select $"{type}.{method.Name} {fault}";

    private static IEnumerable<string> Faults(MethodInfo method)
    {
        bool awaited = Awaited.Contains(method.ReturnType.IsGenericType ? method.ReturnType.GetGenericTypeDefinition() : method.ReturnType);
        bool named = method.Name.EndsWith("Async", StringComparison.Ordinal);
        ParameterInfo[] parameters = method.GetParameters();
        int token = Array.FindIndex(parameters, parameter => parameter.ParameterType == typeof(CancellationToken));
        if (awaited && !named)
        {
            yield return "is awaited and does not end in Async";
        }

        if (named && !awaited)
        {
            yield return "ends in Async and returns nothing to await";
        }

        if (awaited && token < 0)
        {
            yield return "takes no CancellationToken";
        }

        if (token >= 0 && token != parameters.Length - 1)
        {
            yield return "does not take its CancellationToken last";
        }
    }

    // The shape of an override or of an interface's implementation was settled elsewhere: in .NET, or at the base, where it is judged.
    private static bool IsDictated(Type type, MethodInfo method) =>
        method.GetBaseDefinition() != method
        || (!type.IsInterface && type.GetInterfaces().Any(face => type.GetInterfaceMap(face).TargetMethods.Contains(method)));
}
