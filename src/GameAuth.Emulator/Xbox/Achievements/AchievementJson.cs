using System.Globalization;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Xbox.Achievements;

/// <summary>An achievement as contract 2 writes it: rewards and requirements are texts, the title's id is a number.</summary>
internal static class AchievementJson
{
    public static JsonObject Of(EmulatedTitle title, EmulatedAchievement one) => new()
    {
        ["id"] = one.Id,
        ["serviceConfigId"] = title.ServiceConfigId,
        ["name"] = one.Name,
        ["titleAssociations"] = new JsonArray(new JsonObject
        {
            ["name"] = title.Name, ["id"] = uint.Parse(title.TitleId, CultureInfo.InvariantCulture), ["version"] = "",
        }),
        ["progressState"] = one.ProgressState,
        ["progression"] = Progression(title, one),
        ["mediaAssets"] = new JsonArray(new JsonObject
        {
            ["name"] = StableGuid.Of(title.TitleId + " icon " + one.Id) + ".png", ["type"] = "Icon",
            ["url"] = "http://images-eds.xboxlive.com/image?url=emulator-" + one.Id,
        }),
        ["platforms"] = new JsonArray([.. title.Devices.Select(device => JsonValue.Create(device))]),
        ["isSecret"] = one.IsSecret,
        ["description"] = one.Description,
        ["lockedDescription"] = one.LockedDescription,
        ["productId"] = StableGuid.Of(title.TitleId + " product"),
        ["achievementType"] = "Persistent",
        ["participationType"] = "Individual",
        ["timeWindow"] = null,
        ["rewards"] = Rewards(one),
        ["estimatedTime"] = "00:00:00",
        ["deeplink"] = null,
        ["isRevoked"] = false,
        ["emulated"] = true,
    };

    public static JsonObject Progression(EmulatedTitle title, EmulatedAchievement one) => new()
    {
        ["requirements"] = Requirements(title, one),
        ["timeUnlocked"] = XboxText.Of(one.UnlockedAt),
    };

    /// <summary>The one requirement; what was never begun has no current value.</summary>
    public static JsonArray Requirements(EmulatedTitle title, EmulatedAchievement one) => new(new JsonObject
    {
        ["id"] = StableGuid.Of(title.TitleId + " requirement " + one.Id),
        ["current"] = one.ProgressState is "NotStarted" ? null : XboxText.Of(one.UnlockedAt is null ? one.Current : Math.Max(one.Current, one.Target)),
        ["target"] = XboxText.Of(one.Target),
        ["operationType"] = "Sum",
        ["valueType"] = "Integer",
        ["ruleParticipationType"] = "Individual",
    });

    private static JsonArray Rewards(EmulatedAchievement one) => one.Gamerscore == 0 ? [] : new(new JsonObject
    {
        ["name"] = null, ["description"] = null, ["value"] = XboxText.Of(one.Gamerscore), ["type"] = "Gamerscore", ["mediaAsset"] = null, ["valueType"] = "Int",
    });
}
