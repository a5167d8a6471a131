using System.Globalization;
using System.Resources;

namespace GameAuth.Xbox;

/// <summary>The sentences for players about the codes of Xbox Live, from one resource file.</summary>
internal static class XboxMessages
{
    private static readonly ResourceManager Texts = new(typeof(XboxMessages));

    private static readonly Func<string, string?> Source = Find;

    public static void Register() => UserMessageSource.AddFallback(Source);

    private static string? Find(string key) =>
        key.StartsWith("xbox_", StringComparison.Ordinal) ? Texts.GetString(key, CultureInfo.CurrentUICulture) : null;
}
