using System.Globalization;
using System.Net.Http.Headers;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>The calls of profile.xboxlive.com.</summary>
internal sealed class XboxProfiles(XboxOptions options, bool allowLoopback)
{
    private const string Step = "profile";
    private static readonly string[] Settings = ["Gamertag", "Gamerscore", "GameDisplayPicRaw", "AccountTier"];

    private readonly ServerUriPolicy _pages = MsaPages.Policy(allowLoopback);

    public async Task<XboxProfile> GetAsync(XboxAccount account, CancellationToken cancellationToken)
    {
        string xuid = account.Xuid ?? (await account.GetXstsTokenAsync(XboxDefaults.RelyingParty, cancellationToken).ConfigureAwait(false)).Xuid ?? "";
        string settings = string.Join(',', Settings.Select(Uri.EscapeDataString));
        using HttpRequestMessage request = new(
            HttpMethod.Get,
            new Uri(options.EndpointOf(XboxEndpoint.Profile), $"/users/xuid({Uri.EscapeDataString(xuid)})/profile/settings?settings={settings}"));
        request.Headers.TryAddWithoutValidation("x-xbl-contract-version", "2");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        WireAnswer answer = await AccountApi.SendAsync(account, Step, request, cancellationToken: cancellationToken).ConfigureAwait(false);
        return answer.IsSuccess ? Read(answer, xuid) : throw XboxRefusal.Read(answer, _pages).ToException();
    }

    private XboxProfile Read(WireAnswer answer, string xuid)
    {
        ProfileAnswer body = answer.ReadJson(XboxJsonContext.Default.ProfileAnswer);
        ProfileUser user = body.Users.FirstOrDefault(one => string.Equals(one.Xuid, xuid, StringComparison.Ordinal))
            ?? throw answer.Failure("has no profile of this player", isTransient: false);
        string gamertag = ServerText.Clean(user.Find("Gamertag"), 64);
        if (gamertag.Length == 0 || !int.TryParse(user.Find("Gamerscore"), NumberStyles.None, CultureInfo.InvariantCulture, out int gamerscore))
        {
            throw answer.Failure("has no gamertag, or no number as gamerscore", isTransient: false);
        }

        string tier = ServerText.Clean(user.Find("AccountTier"), 32);
        return new XboxProfile(xuid, gamertag, gamerscore, Picture(user.Find("GameDisplayPicRaw")), tier.Length > 0 ? tier : null);
    }

    private Uri? Picture(string? address)
    {
        try
        {
            return string.IsNullOrEmpty(address) ? null : _pages.Check(address, Step);
        }
        catch (ProviderException)
        {
            // A profile is worth more than its picture.
            return null;
        }
    }
}
