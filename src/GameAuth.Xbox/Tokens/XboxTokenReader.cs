using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Reads a token of an answer, and refuses what is missing or could not be sent later.</summary>
internal sealed class XboxTokenReader
{
    private readonly ProviderResponse _answer;
    private readonly XboxDisplayClaims? _claims;
    private readonly string _place;

    /// <exception cref="ProviderException">The token or its end is missing, or the token has characters that fit into no header.</exception>
    public XboxTokenReader(ProviderResponse answer, XboxTokenBody? body, string member = "")
    {
        _answer = answer;
        _place = member.Length == 0 ? "" : $" in {member}";
        _claims = body?.DisplayClaims;
        Token = ServerToken.OrNull(body?.Token) ?? throw Fault("no usable Token");
        NotAfter = body!.NotAfter ?? throw Fault("no NotAfter");
    }

    public Secret Token { get; }

    /// <summary>The end, by the server's clock.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <param name="toLocal">A time of the server in the time of this machine.</param>
    /// <param name="isOfXbox">Whether it is for the Xbox services themselves: without the player's id nothing can be done with that one.</param>
    /// <exception cref="ProviderException">The claims have no user hash, or no player's id where it is needed.</exception>
    public XstsToken ReadXsts(Func<DateTimeOffset, DateTimeOffset> toLocal, bool isOfXbox)
    {
        XboxUserClaims user = _claims is { Users: [{ } first, ..] } ? first : throw Fault("no player in its DisplayClaims");
        string hash = user.UserHash is { } uhs && XboxArguments.IsPrintable(uhs) && !uhs.Contains(';', StringComparison.Ordinal) ? uhs : throw Fault("no usable user hash in its DisplayClaims");
        return new XstsToken
        {
            Token = Token,
            UserHash = hash,
            ExpiresAt = toLocal(NotAfter),
            Xuid = XstsToken.IsXuid(user.Xuid) ? user.Xuid : isOfXbox ? throw Fault("no player's id (xid) in its DisplayClaims") : null,
            Gamertag = ServerText.NameOrNull(user.Gamertag),
            AgeGroup = user.AgeGroup switch
            {
                "Adult" => XboxAgeGroup.Adult,
                "Teen" => XboxAgeGroup.Teen,
                "Child" => XboxAgeGroup.Child,
                _ => XboxAgeGroup.Unknown,
            },
        };
    }

    private ProviderException Fault(string what) => _answer.Failure($"has {what}{_place}", isTransient: false);
}

/// <summary>A token as every authentication host writes it. Any member may be missing or null.</summary>
internal sealed class XboxTokenBody
{
    public DateTimeOffset? NotAfter { get; set; }
    public Secret? Token { get; set; }
    public XboxDisplayClaims? DisplayClaims { get; set; }
}

/// <summary>What a token says about its player in the clear; the token itself is encrypted and never read.</summary>
internal sealed class XboxDisplayClaims
{
    [JsonPropertyName("xui"), JsonConverter(typeof(WireListConverter<XboxUserClaims>))]
    public IReadOnlyList<XboxUserClaims> Users { get; set; } = [];
}

/// <summary>The claims of a player. Relying parties other than the Xbox services often get the user hash alone.</summary>
internal sealed class XboxUserClaims
{
    [JsonPropertyName("uhs")]
    public string? UserHash { get; set; }

    [JsonPropertyName("xid")]
    public string? Xuid { get; set; }

    [JsonPropertyName("gtg")]
    public string? Gamertag { get; set; }

    [JsonPropertyName("agg")]
    public string? AgeGroup { get; set; }
}
