using System.Reflection;

namespace GameAuth.Conventions.Arrows;

/// <summary>What a type knows: bases, members, attributes, and whatever its method bodies name.</summary>
internal static class TypeReferences
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The outermost types of the same assembly that <paramref name="type"/> or a type nested in it names.</summary>
    public static IEnumerable<Type> Of(Type type) =>
        Named(type)
            .Concat(type.GetNestedTypes(Declared).SelectMany(Named))
            .SelectMany(Parts)
            .Where(known => known.Assembly == type.Assembly)
            .Select(SourceFiles.Outermost)
            .Distinct();

    private static IEnumerable<Type> Named(Type type) =>
        type.GetNestedTypes(Declared).SelectMany(Named)
            .Concat([type.BaseType ?? typeof(object)])
            .Concat(DirectInterfaces(type))
            .Concat(type.GetGenericArguments().SelectMany(argument => argument.GetGenericParameterConstraints()))
            .Concat(type.CustomAttributes.SelectMany(Attribute))
            .Concat(type.GetFields(Declared).Select(field => field.FieldType))
            .Concat(type.GetMembers(Declared).SelectMany(member => member.CustomAttributes).SelectMany(Attribute))
            .Concat(type.GetMethods(Declared).SelectMany(Signature))
            .Concat(type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)).SelectMany(Body));

    private static IEnumerable<Type> DirectInterfaces(Type type)
    {
        Type[] all = type.GetInterfaces();
        return all.Except(all.SelectMany(one => one.GetInterfaces())).Except(type.BaseType?.GetInterfaces() ?? []);
    }

    private static IEnumerable<Type> Attribute(CustomAttributeData attribute) =>
        attribute.ConstructorArguments.Select(argument => argument.Value).OfType<Type>().Append(attribute.AttributeType);

    private static IEnumerable<Type> Signature(MethodInfo method) =>
        method.GetGenericArguments().SelectMany(argument => argument.GetGenericParameterConstraints()).Append(method.ReturnType);

    private static IEnumerable<Type> Body(MethodBase method)
    {
        IEnumerable<Type> parameters = method.GetParameters().Select(parameter => parameter.ParameterType);
        if (method.GetMethodBody() is not { } body)
        {
            return parameters;
        }

        return parameters
            .Concat(body.LocalVariables.Select(local => local.LocalType))
            .Concat(body.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause).Select(clause => clause.CatchType!))
            .Concat(IntermediateLanguage.Members(method, body.GetILAsByteArray()!).SelectMany(Member));
    }

    private static IEnumerable<Type> Member(MemberInfo member) => member switch
    {
        Type type => [type],
        MethodInfo { IsGenericMethod: true } method => method.GetGenericArguments().Append(method.DeclaringType ?? typeof(object)),
        _ => [member.DeclaringType ?? typeof(object)],
    };

    // Foo<Bar>[] names Foo and Bar.
    private static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType)
        {
            return Parts(type.GetElementType()!);
        }

        if (type.IsGenericParameter)
        {
            return [];
        }

        return type.IsGenericType
            ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
            : [type];
    }
}
