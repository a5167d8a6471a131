using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GameAuth.Pd2;

/// <summary>Checks of what goes into calls and addresses, made before anything is sent.</summary>
internal static class Pd2Arguments
{
    private const int MaxNote = 512;
    private const int MaxAccount = 64;

    /// <summary>The empty query that the service's own site ends each call with.</summary>
    public static FeathersValue NoQuery { get; } = FeathersValue.Of(JsonElement.Parse("{}"u8));

    /// <summary>An argument that was put together here.</summary>
    public static FeathersValue Of(JsonObject value) => FeathersValue.Of(value, static (json, node) => node.WriteTo(json));

    /// <summary>An id of the service, in which dots and slashes have no place.</summary>
    public static string Id(string id, [CallerArgumentExpression(nameof(id))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(id, name);
        return Pd2Fields.IsId(id) ? id : throw new ArgumentException("This is no id of the service: those are letters, digits, '_' and '-'.", name);
    }

    /// <summary>The name of a game account.</summary>
    public static string GameAccount(string account, string name)
    {
        ArgumentNullException.ThrowIfNull(account, name);
        return account.Length is > 0 and <= MaxAccount && account.All(static c => c is > ' ' and <= '~' and not ('/' or '\\' or '?' or '#' or '%')) && account is not ("." or "..")
            ? account
            : throw new ArgumentException("This is no name of a game account: those have 1 to 64 printable characters, without blanks and slashes.", name);
    }

    /// <summary>What is wanted or offered.</summary>
    public static void CheckPrice(string? note, double? highRunes, string name)
    {
        if (note is { Length: > MaxNote } || note?.Any(char.IsControl) == true)
        {
            throw new ArgumentException($"The text has more than {MaxNote} characters, or one that can't be seen.", name);
        }

        if (highRunes is { } number && (!double.IsFinite(number) || number < 0))
        {
            throw new ArgumentException("The number of high runes is none.", name);
        }
    }
}
