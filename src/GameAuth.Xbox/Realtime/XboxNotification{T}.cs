using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Xbox;

/// <summary>A live event, or the word that some may have been missed. Immutable.</summary>
/// <typeparam name="T">What the event is about.</typeparam>
/// <param name="Kind">What the notification is.</param>
/// <param name="Data">What the service said; none for <see cref="XboxNotificationKind.Resync"/>.</param>
public sealed record XboxNotification<T>(XboxNotificationKind Kind, T? Data)
{
    /// <summary>Whether events may have been missed (a reconnect, a reader that was too slow, the service's own word), so that everything is to be read again.</summary>
    [MemberNotNullWhen(false, nameof(Data))]
    public bool IsResync => Kind is XboxNotificationKind.Resync;
}
