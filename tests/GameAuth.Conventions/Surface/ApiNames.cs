namespace GameAuth.Conventions.Surface;

/// <summary>Type names as C# writes them; only the type that a line is about carries its namespace.</summary>
internal static class ApiNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(decimal)] = "decimal",
        [typeof(double)] = "double",
        [typeof(float)] = "float",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(object)] = "object",
        [typeof(short)] = "short",
        [typeof(string)] = "string",
        [typeof(uint)] = "uint",
        [typeof(ulong)] = "ulong",
        [typeof(ushort)] = "ushort",
        [typeof(void)] = "void",
    };

    public static string Qualified(Type type)
    {
        string space = type.Namespace is { } name ? name + "." : "";
        return space + Simple(type);
    }

    public static string Simple(Type type)
    {
        if (Keywords.TryGetValue(type, out string? keyword))
        {
            return keyword;
        }

        if (type.IsByRef || type.IsPointer)
        {
            return Simple(type.GetElementType()!) + (type.IsPointer ? "*" : "");
        }

        if (type.IsArray)
        {
            return $"{Simple(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Simple(underlying) + "?";
        }

        string outer = type is { IsNested: true, IsGenericParameter: false } ? Simple(type.DeclaringType!) + "." : "";
        string own = type.Name.Split('`')[0];
        return type.IsGenericType && type.Name.Contains('`', StringComparison.Ordinal)
            ? $"{outer}{own}<{string.Join(", ", type.GetGenericArguments().Select(Simple))}>"
            : outer + own;
    }
}
