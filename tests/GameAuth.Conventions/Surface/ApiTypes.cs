using System.Reflection;

namespace GameAuth.Conventions.Surface;

/// <summary>The line of a type: its kind, then its base and interfaces.</summary>
internal static class ApiTypes
{
    public static string Print(string name, Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type) && type != typeof(MulticastDelegate))
        {
            MethodInfo invoke = type.GetMethod("Invoke")!;
            return $"{name}({ApiMembers.Parameters(invoke)}) -> {ApiNames.Simple(invoke.ReturnType)} : delegate";
        }

        string bases = string.Join(", ", Bases(type));
        return $"{name}{Constraints(type.GetGenericArguments())} : {Kind(type)}{(bases.Length == 0 ? "" : ", " + bases)}";
    }

    public static string Constraints(IEnumerable<Type> parameters) =>
        string.Concat(parameters.Where(parameter => parameter.IsGenericParameter).Select(Constraint));

    private static string Constraint(Type parameter)
    {
        GenericParameterAttributes flags = parameter.GenericParameterAttributes;
        bool isStruct = flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        List<string> words = [];
        if (flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            words.Add("class");
        }

        if (isStruct)
        {
            words.Add("struct");
        }

        words.AddRange(parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(ApiNames.Simple));
        if (flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct)
        {
            words.Add("new()");
        }

        return words.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", words)}";
    }

    private static string Kind(Type type)
    {
        string record = type.GetMethod("<Clone>$") is null && !IsRecordStruct(type) ? "" : "record ";
        string readOnly = type.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "IsReadOnlyAttribute") ? "readonly " : "";
        return type switch
        {
            { IsInterface: true } => "interface",
            { IsEnum: true } => type.IsDefined(typeof(FlagsAttribute)) ? "flags enum" : "enum",
            { IsByRefLike: true } => readOnly + "ref struct",
            { IsValueType: true } => readOnly + record + "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => $"abstract {record}class",
            _ => $"{(type.IsSealed ? "sealed " : "")}{record}class",
        };
    }

    private static bool IsRecordStruct(Type type) =>
        type.IsValueType && type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null;

    private static IEnumerable<string> Bases(Type type)
    {
        if (type.IsEnum)
        {
            return [];
        }

        Type[] all = type.GetInterfaces();
        IEnumerable<Type> own = all.Except(all.SelectMany(one => one.GetInterfaces())).Except(type.BaseType?.GetInterfaces() ?? []);
        IEnumerable<Type> parent = type.BaseType is { } known && known != typeof(object) && known != typeof(ValueType) ? [known] : [];
        return parent.Concat(own.Where(one => one.IsVisible)).Select(ApiNames.Simple).Order(StringComparer.Ordinal);
    }
}
