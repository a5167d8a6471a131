namespace GameAuth.Emulator.Xbox;

/// <summary>Which title a client id stands for. Microsoft's own pairs are public; anything else is one made-up title.</summary>
internal static class TitleIds
{
    private const string MadeUp = "1900000001";

    private static readonly Dictionary<string, string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["000000004c12ae6f"] = "328178078",
        ["000000004c20a908"] = "1016898439",
        ["000000004415494b"] = "177887386",
        ["00000000402b5328"] = "1794566092",
        ["0000000048183522"] = "1739947436",
        ["000000004c17c01a"] = "1810924247",
        ["00000000441cc96b"] = "2047319603",
        ["000000004827c78e"] = "2044456598",
        ["0000000040159362"] = "896928775",
    };

    public static string Of(string clientId) => Known.GetValueOrDefault(clientId, MadeUp);

    /// <summary>Whether a client's title id is public knowledge, so that another one beside it is a mistake.</summary>
    public static bool Contradicts(string clientId, string titleId) => Known.TryGetValue(clientId, out string? own) && own != titleId;
}
