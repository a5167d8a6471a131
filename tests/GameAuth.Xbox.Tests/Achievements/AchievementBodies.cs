namespace GameAuth.Xbox.Tests;

/// <summary>Answers of the achievements service, in its shape.</summary>
internal static class AchievementBodies
{
    public const string Scid = "11111111-2222-4333-8444-555555555555";

    public const string Full = """
        {"id":"5","serviceConfigId":"11111111-2222-4333-8444-555555555555","name":"First\u001b[31m light","titleAssociations":[{"name":"Emu Quest","id":219630713}],
        "progressState":"Achieved","progression":{"requirements":[{"id":"aaaaaaaa-2222-4333-8444-555555555555","current":"3","target":"4","operationType":"Sum",
        "valueType":"Integer","ruleParticipationType":"Individual"},{"id":"bbbbbbbb-2222-4333-8444-555555555555","current":null,"target":"1"}],"timeUnlocked":"2015-10-26T18:11:03.6689508Z"},
        "mediaAssets":[{"name":"a.png","type":"Icon","url":"http://images-eds.xboxlive.com/image?url=a"},{"name":"b.png","type":"Art","url":"https://example.test/b"}],
        "platforms":["XboxOne","Durango"],"isSecret":true,"description":"You lit it.","lockedDescription":"Light it.","productId":"cccccccc-2222-4333-8444-555555555555",
        "achievementType":"Persistent","participationType":"Individual","timeWindow":null,"rewards":[{"name":null,"description":null,"value":"10","type":"Gamerscore","mediaAsset":null,"valueType":"Int"},
        {"name":"Banner","description":"A banner","value":"art-1","type":"Art","mediaAsset":{"name":"c","type":"Art","url":"https://images-eds-ssl.xboxlive.com/image?url=c"},"valueType":"String"}],
        "estimatedTime":"00:30:00","deeplink":"","isRevoked":false,"addedLater":{"a":[1]}}
        """;

    public static string List(string? next, params int[] ids) =>
        $$"""{"achievements":[{{string.Join(',', ids.Select(One))}}],"pagingInfo":{"continuationToken":{{(next is null ? "null" : $"\"{next}\"")}},"totalRecords":{{ids.Length}} } }""";

    public static string One(int id) => $$"""{"id":"{{id}}","serviceConfigId":"{{Scid}}","name":"Emu {{id}}","progressState":"NotStarted"}""";
}
