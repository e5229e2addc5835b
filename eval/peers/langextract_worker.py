"""Runs langextract in its own environment: a task as JSON on standard input, extractions as JSON on standard output."""

import json
import sys
from typing import Any

import langextract as lx
from langextract.providers.openai import OpenAILanguageModel

PROMPT = """从政府信息公开工作年度报告中按出现顺序逐项抽取，抽取文本必须与原文完全一致，不得改写：
- title：报告标题；agency：行政机关全称。
- cell：法定表格中的每一个数字，属性 row 为行名，column 为列名（均用表中原词）。
- fact：正文中机关报告的每一个数量，抽取含数字及其所数事物的最短原文；属性 value 为数值，label 为所数事物，
  indicator 为指标名（
  如 disclosed_total、disclosed_website、disclosed_wechat、requests_received、policy_interpretations、hotline_calls、rate，
  均不合适时用 other）。
- problem：存在的问题；improvement：改进措施。"""

EXAMPLE = lx.data.ExampleData(
    text=(
        "云浦县水利局2022年政府信息公开工作年度报告\n全年主动公开政府信息358条。\n规章 | 4 | 6 | 7\n"
        "问题：一是更新不够及时。下一步，完善更新机制。"
    ),
    extractions=[
        lx.data.Extraction("title", "云浦县水利局2022年政府信息公开工作年度报告"),
        lx.data.Extraction("agency", "云浦县水利局"),
        lx.data.Extraction(
            "fact",
            "主动公开政府信息358条",
            attributes={"value": "358", "label": "政府信息", "indicator": "disclosed_total"},
        ),
        lx.data.Extraction("cell", "4", attributes={"row": "规章", "column": "本年制发件数"}),
        lx.data.Extraction("cell", "6", attributes={"row": "规章", "column": "本年废止件数"}),
        lx.data.Extraction("cell", "7", attributes={"row": "规章", "column": "现行有效件数"}),
        lx.data.Extraction("problem", "更新不够及时"),
        lx.data.Extraction("improvement", "完善更新机制"),
    ],
)


_TIMEOUT = 3600.0
"""Seconds a call: the client's own 600 are too few for a small model on busy cores, and each retry begins anew."""


class CountingModel(OpenAILanguageModel):  # type: ignore[misc]  # langextract is not installed where types are checked
    """langextract's OpenAI provider, counting calls and tokens, which it does not report."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - the provider's own options
        super().__init__(**options)
        self._client: Any = self._client.with_options(timeout=_TIMEOUT, max_retries=0)
        self.usage = {"calls": 0, "prompt_tokens": 0, "completion_tokens": 0}
        create = self._client.chat.completions.create

        def counted(*arguments: Any, **parameters: Any) -> Any:  # noqa: ANN401
            completion = create(*arguments, **parameters)
            self.usage["calls"] += 1
            if completion.usage is not None:
                self.usage["prompt_tokens"] += completion.usage.prompt_tokens
                self.usage["completion_tokens"] += completion.usage.completion_tokens
            return completion

        self._client.chat.completions.create = counted


def main() -> None:
    """Extract from the task's text with langextract's own defaults, one request at a time."""
    task = json.load(sys.stdin)
    model = CountingModel(
        model_id=task["model"], base_url=task["base_url"], api_key=task["api_key"], temperature=0.0, max_workers=1
    )
    found = lx.extract(
        task["text"], prompt_description=PROMPT, examples=[EXAMPLE], model=model, max_workers=1, show_progress=False
    )
    extractions = [
        {"class": item.extraction_class, "text": item.extraction_text, "attributes": item.attributes}
        for item in found.extractions or ()
    ]
    json.dump({"extractions": extractions, **model.usage}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
