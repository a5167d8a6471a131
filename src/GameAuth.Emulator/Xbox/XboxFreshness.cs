namespace GameAuth.Emulator;

/// <summary>
/// How old (or how far ahead) a signature's timestamp may be, per host; null for any age. Only SISU is known to look: about
/// four minutes. A device token was issued live for a signature months old.
/// </summary>
public sealed class XboxFreshness
{
    /// <summary>device.auth.xboxlive.com. Default: any age.</summary>
    public TimeSpan? Device { get; set; }

    /// <summary>user.auth.xboxlive.com. Default: any age.</summary>
    public TimeSpan? User { get; set; }

    /// <summary>title.auth.xboxlive.com. Default: any age.</summary>
    public TimeSpan? Title { get; set; }

    /// <summary>sisu.xboxlive.com. Default: 240 seconds.</summary>
    public TimeSpan? Sisu { get; set; } = TimeSpan.FromSeconds(240);

    /// <summary>xsts.auth.xboxlive.com. Default: any age.</summary>
    public TimeSpan? Xsts { get; set; }

    /// <summary>profile.xboxlive.com. Default: any age.</summary>
    public TimeSpan? Profile { get; set; }

    /// <summary>achievements.xboxlive.com. Default: any age.</summary>
    public TimeSpan? Achievements { get; set; }

    /// <summary>titlehub.xboxlive.com. Default: any age.</summary>
    public TimeSpan? TitleHub { get; set; }

    /// <summary>userpresence.xboxlive.com. Default: any age.</summary>
    public TimeSpan? UserPresence { get; set; }

    /// <summary>peoplehub.xboxlive.com. Default: any age.</summary>
    public TimeSpan? PeopleHub { get; set; }

    /// <summary>social.xboxlive.com. Default: any age.</summary>
    public TimeSpan? Social { get; set; }

    /// <summary>The handshake of rta.xboxlive.com. Default: any age.</summary>
    public TimeSpan? Rta { get; set; }
}
