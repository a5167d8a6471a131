using System.Text;
using System.Text.Json;

namespace GameAuth;

/// <summary>What a sign-in waits for, and how it is known when the browser reports it.</summary>
internal abstract class WantedAnswer
{
    public abstract Uri Page { get; }

    /// <summary>The command that makes a page report it.</summary>
    public abstract string Report { get; }

    /// <summary>The command that asks a page whether it is there already; null for none.</summary>
    public virtual (string Method, string Parameters)? Question => null;

    /// <summary>The answer, where a message holds it.</summary>
    public abstract string? Find(ReadOnlySpan<byte> method, ReadOnlySpan<byte> message);
}

/// <summary>The value of one key in the local storage of one origin. Other keys, other origins and frames inside foreign sites are passed over; no other value becomes a string.</summary>
internal sealed class StoredValue(BrowserValueChallenge challenge) : WantedAnswer
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(challenge.Key);
    private readonly string _storage = NameOf(challenge.Origin);

    public override Uri Page => challenge.Page;

    public override string Report => "DOMStorage.enable";

    public override (string Method, string Parameters)? Question =>
        ("DOMStorage.getDOMStorageItems", $$$"""{"storageId":{"storageKey":"{{{_storage}}}","isLocalStorage":true}}""");

    public override string? Find(ReadOnlySpan<byte> method, ReadOnlySpan<byte> message)
    {
        if (method.IsEmpty)
        {
            return FindStored(DevToolsJson.Member(DevToolsJson.Member(message, "result"u8), "entries"u8));
        }

        ReadOnlySpan<byte> change = DevToolsJson.Member(message, "params"u8);
        return (DevToolsJson.IsText(method, "DOMStorage.domStorageItemAdded"u8) || DevToolsJson.IsText(method, "DOMStorage.domStorageItemUpdated"u8))
            && IsHere(DevToolsJson.Member(change, "storageId"u8))
            && DevToolsJson.IsText(DevToolsJson.Member(change, "key"u8), _key) ? OrNothing(DevToolsJson.Text(DevToolsJson.Member(change, "newValue"u8))) : null;
    }

    // As the browser names the storage of an origin's own pages: scheme, host, and the port unless it is the scheme's own. That of a frame inside a foreign site goes on after the slash.
    private static string NameOf(Uri origin)
    {
        string host = origin.HostNameType is UriHostNameType.IPv6 ? origin.Host : origin.IdnHost;
        return origin.IsDefaultPort ? $"{origin.Scheme}://{host}/" : $"{origin.Scheme}://{host}:{origin.Port}/";
    }

    // Pairs of a key and a value.
    private string? FindStored(ReadOnlySpan<byte> entries)
    {
        Utf8JsonReader reader = new(entries);
        bool isList = !entries.IsEmpty && reader.Read() && reader.TokenType is JsonTokenType.StartArray;
        while (isList && reader.Read() && reader.TokenType is JsonTokenType.StartArray && reader.Read())
        {
            bool isKey = reader.TokenType is JsonTokenType.String && reader.ValueTextEquals(_key);
            reader.Read();
            if (isKey)
            {
                return OrNothing(reader.GetString());
            }

            reader.Skip();
            reader.Read();
        }

        return null;
    }

    private bool IsHere(ReadOnlySpan<byte> storage) =>
        DevToolsJson.Member(storage, "isLocalStorage"u8).SequenceEqual("true"u8) && DevToolsJson.IsText(DevToolsJson.Member(storage, "storageKey"u8), Encoding.ASCII.GetBytes(_storage));

    // What a page writes for "nothing" is no value yet.
    private static string? OrNothing(string? value) => value is "" or "null" or "undefined" ? null : value;
}

/// <summary>The address that a sign-in ends at. All else that the browser says of a request, and the addresses of other hosts, are passed over.</summary>
internal sealed class RedirectAddress(RedirectChallenge challenge) : WantedAnswer
{
    private readonly byte[] _begin = Encoding.UTF8.GetBytes(
        challenge.Redirect.Scheme is "https" or "http" ? $"\"{challenge.Redirect.GetLeftPart(UriPartial.Authority)}" : $"\"{challenge.Redirect.Scheme}:");

    public override Uri Page => challenge.Authorize;

    public override string Report => "Network.enable";

    public override string? Find(ReadOnlySpan<byte> method, ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> sent = DevToolsJson.Member(message, "params"u8);
        ReadOnlySpan<byte> address = DevToolsJson.Member(DevToolsJson.Member(sent, "request"u8), "url"u8);
        return DevToolsJson.IsText(method, "Network.requestWillBeSent"u8)
            && DevToolsJson.IsText(DevToolsJson.Member(sent, "type"u8), "Document"u8)
            && address.StartsWith(_begin)
            && DevToolsJson.Text(address) is { } text
            && IsRedirect(text) ? text : null;
    }

    // The part before the query decides. It is compared as addresses are, since a browser and .NET write an empty path in different ways.
    private bool IsRedirect(string address) =>
        Uri.TryCreate(address.Split('?', '#')[0], UriKind.Absolute, out Uri? place)
        && place.UserInfo.Length == 0
        && Uri.Compare(place, challenge.Redirect, UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped, StringComparison.Ordinal) == 0;
}
