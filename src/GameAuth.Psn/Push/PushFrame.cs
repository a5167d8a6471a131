using System.Buffers;
using System.Globalization;
using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>A message of the protocol <c>np-pushpacket</c>: a JSON object whose <c>method</c> says what it is.</summary>
internal static class PushFrame
{
    private const long EventMethod = 3001;
    private const long SignInMethod = 1003;

    /// <summary>Reads a message.</summary>
    /// <returns>Whether it is one; its event, which is null for any other method.</returns>
    public static (bool IsFrame, PsnPushEvent? Event) Read(ReadOnlyMemory<byte> message)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(message);
            JsonElement root = document.RootElement;
            string? method = Text(root, "method");
            if (method is null || !long.TryParse(method, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            {
                return (false, null);
            }

            return number != EventMethod ? (true, null)
                : FieldParser.TextOrNull(Text(root, "dataType")) is { } dataType ? (true, Event(dataType, Member(Member(root, "body"), "data")))
                : (false, null);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Of a text with half a surrogate pair, the document finds that only when it is asked for it.
            return (false, null);
        }
    }

    /// <summary>The message that signs a connection of protocol 3.0 in.</summary>
    public static byte[] SignIn(string accountId, Secret token)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            json.WriteString("version", "3.0");
            json.WriteNumber("method", SignInMethod);
            json.WriteString("tranId", "1");
            json.WriteNumber("accountId", ulong.Parse(accountId, NumberStyles.None, CultureInfo.InvariantCulture));
            json.WriteString("status", "active");
            json.WriteStartObject("auth");
            json.WriteString("accessToken", token.Reveal());
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return text.WrittenSpan.ToArray();
    }

    private static PsnPushEvent Event(string dataType, JsonElement data)
    {
        // Free of the buffer that it was read from.
        JsonElement own = data.ValueKind is JsonValueKind.Undefined ? data : data.Clone();
        return KindOf(dataType) is { } kind && Text(own, "sessionId") is { } session && PsnArguments.IsId(session)
            ? Party(kind, session, dataType, own)
            : new PsnPushOther(dataType, own);
    }

    private static PsnPartyEvent Party(PsnPartyEventKind kind, string session, string dataType, JsonElement data)
    {
        PsnPushPlayer? from = Player(Member(Member(data, "customProperties"), "from")) ?? Player(Member(data, "from"));
        JsonElement list = Member(data, "members");
        PsnPushPlayer[] members = list.ValueKind is JsonValueKind.Array ? [.. list.EnumerateArray().Select(Player).OfType<PsnPushPlayer>()] : [];
        return kind is PsnPartyEventKind.Invited
            ? new PsnPartyInvited(session, from, members, dataType, data)
            : new PsnPartyEvent(kind, session, from, members, dataType, data);
    }

    /// <summary>What a data type means; null for one that has no type here. Whoever watches from outside of the party is told by a name with a word more.</summary>
    private static PsnPartyEventKind? KindOf(string dataType)
    {
        const string Manager = "psn:sessionManager:sys:";
        const string Outside = "outside:";
        if (!dataType.StartsWith(Manager, StringComparison.Ordinal))
        {
            return null;
        }

        string rest = dataType[Manager.Length..];
        rest = rest.StartsWith(Outside, StringComparison.Ordinal) ? rest[Outside.Length..] : rest;
        return rest switch
        {
            "v2:partySession:created" => PsnPartyEventKind.Created,
            "v2:partySession:deleted" => PsnPartyEventKind.Deleted,
            "v2:ps:members:created" => PsnPartyEventKind.MembersJoined,
            "v2:ps:members:deleted" => PsnPartyEventKind.MembersLeft,
            "v2:ps:owner:updated" => PsnPartyEventKind.OwnerChanged,
            "v2:ps:sessionName:updated" => PsnPartyEventKind.NameChanged,
            "v2:ps:visibilityType:updated" => PsnPartyEventKind.VisibilityChanged,
            "v2:ps:joinableUserType:updated" => PsnPartyEventKind.JoinableChanged,
            "v2:ps:maxMembers:updated" => PsnPartyEventKind.MaxMembersChanged,
            "v2:ps:customMessage:noSeq:created" => PsnPartyEventKind.Message,
            _ when rest.StartsWith("v2:ps:m:", StringComparison.Ordinal) => PsnPartyEventKind.MemberDataChanged,

            // No capture has one: what is said to arrive by push is taken by the word that the addresses of the service have for it.
            _ when rest.StartsWith("v2:p", StringComparison.Ordinal) && rest.Contains(":invit", StringComparison.Ordinal) && IsNew(rest) => PsnPartyEventKind.Invited,
            _ => null,
        };
    }

    private static bool IsNew(string dataType) => dataType.EndsWith(":created", StringComparison.Ordinal) || dataType.EndsWith(":invited", StringComparison.Ordinal);

    private static PsnPushPlayer? Player(JsonElement player) => Text(player, "accountId") is { } id && PsnArguments.IsAccountId(id)
        ? new PsnPushPlayer(id, ServerText.NameOrNull(Text(player, "onlineId")), ServerText.NameOrNull(Text(player, "platform")))
        : null;

    private static JsonElement Member(JsonElement of, string name) => of.ValueKind is JsonValueKind.Object && of.TryGetProperty(name, out JsonElement member) ? member : default;

    /// <summary>A member that is text, or a number; null where it is neither.</summary>
    private static string? Text(JsonElement of, string name) => Member(of, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };
}
