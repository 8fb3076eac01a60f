# The yearly report on open government information in the form of 2019, on trial:
# 国办公开办函〔2019〕60号, for the reports on 2019 and 2020.
about	政府信息公开工作年度报告（2019年试行格式）

need	60
clue title	50	^(?!.*(通知|通告|格式|解读|公告|答复)).*信息公开(工作)?(年度|年)?(工作)?(报告|年报)
clue year	30	2019-2020
clue heading	10	(?m)^(总体|基本|整体)情况$
clue heading	10	(?m)^收到和处理.*申请
clue heading	10	(?m)行政复议.*行政诉讼
clue body	10	信息公开(工作)?年度报告
clue body	20	本年新收政府信息公开申请数量
clue body	40	本年新制作数量.*处理决定数量
clue body	-40	本年制发件数

section overview required
	heading	^(本年度)?(政府信息公开)?(工作)?(总体|基本|整体)(工作)?(情况|概况)
	heading	^(工作)?(概述|概况)
section proactive required
	heading	主动公开
	heading	^政府信息公开情况$
section requests required
	heading	收到和处理
	heading	处理.*公开.*申请
	heading	收到.*申请
	heading	依申请公开
section litigation required
	heading	行政复议|行政诉讼
	heading	复议.*诉讼
section problems required
	heading	存在.*(问题|不足)
	heading	主要问题
	heading	改进(情况|措施)
section other required
	heading	^其[他它](需要)?(报告|说明)?(的)?(事项|情况)?$
	heading	其[他它].*事项
	heading	需要(报告|说明)的.*事项

# 第二十条: what was made public without being asked for.
table proactive required
	cell	^本年新制作数量
	cell	^处理决定数量
	cell	^行政许可$

# Requests, by applicant (columns) and by outcome (rows).
table requests required
	cell	本年新收.*申请
	cell	上年结转.*申请
	cell	办理结果$
	cell	结转下年度
check requests.carry in requests
	each column:	row /本年新收/ + row /上年结转/ = row /[总合]计$/ + row /结转下年度/
check requests.total in requests
	each column:	rows from /办理结果/ until /[总合]计$/ = row /[总合]计$/
check requests.rowsum in requests
	each row:	column /自然人$/ + 5 columns /法人或其[他它]组织>/ = column /[总合]计$/

# Outcomes of review and of suits, side by side in one row.
table litigation required
	cell	^行政复议$
	cell	^行政诉讼$
	cell	^尚未审结$
check litigation.total in litigation
	each row:	4 columns /行政复议>(.*>)?(结果维持|结果纠正|其[他它]结果|尚未审结)$/ = column /行政复议>(.*>)?[总合]计$/
	each row:	4 columns /未经复议直接起诉>(.*>)?(结果维持|结果纠正|其[他它]结果|尚未审结)$/ = column /未经复议直接起诉>(.*>)?[总合]计$/
	each row:	4 columns />复议后起诉>(.*>)?(结果维持|结果纠正|其[他它]结果|尚未审结)$/ = column />复议后起诉>(.*>)?[总合]计$/
