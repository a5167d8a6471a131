using System.Text.Json;

namespace GameAuth.Jose;

/// <summary>A JSON object inside a token that was checked when the token was read: valid, and without duplicate members.</summary>
/// <remarks>It points into the token's buffers and is valid as long as they are. Each lookup reads from the start.</remarks>
public readonly ref struct JsonObjectSpan
{
    internal JsonObjectSpan(ReadOnlySpan<byte> json) => Json = json;

    /// <summary>The object's JSON in UTF-8; empty when there is none.</summary>
    public ReadOnlySpan<byte> Json { get; }

    /// <summary>Finds a member's value.</summary>
    /// <param name="name">The member's name, in UTF-8.</param>
    /// <param name="value">The value's JSON.</param>
    /// <returns>Whether there is such a member.</returns>
    public bool TryGetValue(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) => TryGet(name, out value, out _);

    /// <summary>Finds a member that is a string.</summary>
    /// <param name="name">The member's name, in UTF-8.</param>
    /// <param name="text">The string; not present when the result is false.</param>
    /// <returns>Whether there is such a member and it is a string.</returns>
    public bool TryGetText(ReadOnlySpan<byte> name, out JsonText text)
    {
        bool found = TryGet(name, out ReadOnlySpan<byte> value, out JsonTokenType type) && type == JsonTokenType.String;
        text = new JsonText(found ? value : default);
        return found;
    }

    /// <summary>Finds a member that is an object.</summary>
    /// <param name="name">The member's name, in UTF-8.</param>
    /// <param name="member">The object; empty when the result is false.</param>
    /// <returns>Whether there is such a member and it is an object.</returns>
    public bool TryGetObject(ReadOnlySpan<byte> name, out JsonObjectSpan member)
    {
        bool found = TryGet(name, out ReadOnlySpan<byte> value, out JsonTokenType type) && type == JsonTokenType.StartObject;
        member = new JsonObjectSpan(found ? value : default);
        return found;
    }

    private bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value, out JsonTokenType type)
    {
        JsonMembers members = new(Json);
        while (members.MoveNext())
        {
            if (members.Name.SequenceEqual(name))
            {
                value = members.Value;
                type = members.Type;
                return true;
            }
        }

        value = default;
        type = JsonTokenType.None;
        return false;
    }
}
