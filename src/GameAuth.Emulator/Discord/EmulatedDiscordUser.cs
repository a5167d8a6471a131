using System.Text.Json.Nodes;
using GameAuth.Emulator.Discord;

namespace GameAuth.Emulator;

/// <summary>A made-up person with a Discord account.</summary>
public sealed record EmulatedDiscordUser
{
    /// <summary>The people of an emulator whose options name none: emunova, who has all that an account can show, and emupixel, who has the least.</summary>
    public static IReadOnlyList<EmulatedDiscordUser> Defaults { get; } =
    [
        new EmulatedDiscordUser { Username = "emunova", GlobalName = "Emu Nova", Avatar = "00000000000000000000000000000e01", PublicFlags = 64, PremiumType = 2 },
        new EmulatedDiscordUser { Username = "emupixel" },
    ];

    /// <summary>The first of <see cref="Defaults"/>. Make your own with <c>with</c>.</summary>
    public static EmulatedDiscordUser Default => Defaults[0];

    /// <summary>The unique name; scripts and scenarios name a user by it, whatever the case.</summary>
    public required string Username { get; init; }

    /// <summary>The user's id, a snowflake in decimal digits. Null (the default) for one that is made of the name, the same in every run.</summary>
    public string? UserId { get; init; }

    /// <summary>The name that is shown; null (the default) for none.</summary>
    public string? GlobalName { get; init; }

    /// <summary>The hash of the avatar; null (the default) for none.</summary>
    public string? Avatar { get; init; }

    /// <summary>The address, told under the scope <c>email</c>. Null (the default) for one that is made of the name, at example.test.</summary>
    public string? Email { get; init; }

    /// <summary>The language. Default: <c>en-US</c>.</summary>
    public string Locale { get; init; } = "en-US";

    /// <summary>The public flags. Default: 0.</summary>
    public int PublicFlags { get; init; }

    /// <summary>The kind of subscription; told as 0 without the scope <c>identify.premium</c>. Default: 0.</summary>
    public int PremiumType { get; init; }

    internal string Id => UserId ?? DiscordText.SnowflakeOf("user " + Username.ToLowerInvariant());

    internal bool IsCalled(string name) => string.Equals(Username, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>What every answer tells of a user.</summary>
    internal JsonObject ToJson() => new()
    {
        ["id"] = Id, ["username"] = Username, ["avatar"] = Avatar, ["discriminator"] = "0", ["public_flags"] = PublicFlags, ["global_name"] = GlobalName,
    };

    /// <summary>What a user's own token is told.</summary>
    internal JsonObject ToJson(IReadOnlyList<string> scopes)
    {
        JsonObject user = ToJson();
        user["mfa_enabled"] = false;
        user["locale"] = Locale;
        user["premium_type"] = scopes.Contains("identify.premium") ? PremiumType : 0;
        if (scopes.Contains("email"))
        {
            user["email"] = Email ?? Username.ToLowerInvariant() + "@example.test";
            user["verified"] = true;
        }

        return user;
    }
}
