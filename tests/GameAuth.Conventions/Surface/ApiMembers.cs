using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace GameAuth.Conventions.Surface;

/// <summary>The line of a member: name, parameters, type, then the words that change what a caller or a derived type may do.</summary>
internal static class ApiMembers
{
    public static bool IsShown(MemberInfo member) => member switch
    {
        MethodBase method => IsShown(method),
        FieldInfo field => field is { IsPublic: true, IsSpecialName: false } or { IsFamily: true } or { IsFamilyOrAssembly: true },
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsShown),
        EventInfo happening => IsShown(happening.AddMethod!),
        _ => false,
    };

    public static string? Print(string type, MemberInfo member) => member switch
    {
        ConstructorInfo { IsStatic: false } constructor => $"{type}({Parameters(constructor)}){(constructor.IsPublic ? "" : " protected")}",
        MethodInfo method =>
            $"{type}.{method.Name}{Generic(method)}({Parameters(method)}) -> {ApiNames.Simple(method.ReturnType)}{Words(method)}{ApiTypes.Constraints(method.GetGenericArguments())}",
        PropertyInfo property => $"{type}.{Property(property)}",
        FieldInfo { IsLiteral: true } constant => $"{type}.{constant.Name} = {Literal(constant.GetRawConstantValue())}",
        FieldInfo field => $"{type}.{field.Name} -> {ApiNames.Simple(field.FieldType)}{(field.IsStatic ? " static" : "")}{(field.IsInitOnly ? " readonly" : "")}",
        EventInfo happening => $"{type}.{happening.Name} -> {ApiNames.Simple(happening.EventHandlerType!)} event{Words(happening.AddMethod!)}",
        _ => null,
    };

    public static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static bool IsShown(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(ApiNames.Simple))}>" : "";

    private static string Parameter(ParameterInfo parameter)
    {
        bool first = parameter.Position == 0 && parameter.Member.IsDefined(typeof(ExtensionAttribute));
        string direction = parameter switch
        {
            { ParameterType.IsByRef: true, IsOut: true } => "out ",
            { ParameterType.IsByRef: true, IsIn: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) => "params ",
            _ => first ? "this " : "",
        };
        string value = parameter.HasDefaultValue ? " = " + Literal(parameter.RawDefaultValue) : "";
        return $"{direction}{ApiNames.Simple(parameter.ParameterType)} {parameter.Name}{value}";
    }

    private static string Property(PropertyInfo property)
    {
        MethodInfo first = property.GetAccessors(nonPublic: true).First(IsShown);
        string name = property.GetIndexParameters() is { Length: > 0 } index ? $"this[{string.Join(", ", index.Select(Parameter))}]" : property.Name;
        string get = property.GetMethod is { } getter && IsShown(getter) ? "get; " : "";
        string set = property.SetMethod is { } setter && IsShown(setter) ? (IsInit(setter) ? "init; " : "set; ") : "";
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? " required" : "";
        return $"{name} {{ {get}{set}}} -> {ApiNames.Simple(property.PropertyType)}{Words(first)}{required}";
    }

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Words(MethodInfo method)
    {
        string protection = method.IsPublic ? "" : " protected";
        if (method.DeclaringType!.IsInterface)
        {
            return method.IsStatic ? " static" : method.IsAbstract ? "" : " default";
        }

        bool overrides = method.GetBaseDefinition() != method;
        return protection + method switch
        {
            { IsStatic: true } => " static",
            { IsAbstract: true } => overrides ? " abstract override" : " abstract",
            _ when overrides => method.IsFinal ? " sealed override" : " override",
            { IsVirtual: true, IsFinal: false } => " virtual",
            _ => "",
        };
    }

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
