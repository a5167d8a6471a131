using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace GameAuth.Jose;

/// <summary>Decides whether a text is one JSON object that every reader understands alike; what passes can be read again without surprises.</summary>
internal static class StrictJson
{
    [SkipLocalsInit]
    public static JwsError Check(ReadOnlySpan<byte> json, int maxDepth)
    {
        if (!Utf8.IsValid(json))
        {
            return JwsError.NotJson;
        }

        scoped JsonScanner scanner = new(json, new SeenNames(stackalloc SeenName[JwsLimits.MaxMembers], json), maxDepth);
        return scanner.Scan();
    }
}
